import type { ClaimWatch } from '../../store/claim-changes.ts'
import type { Store } from '../../store/index.ts'
import type { createPlaces } from './places.ts'
import { createRecent } from './recent.ts'
import type { Batch } from './recent.ts'

export interface FollowingOptions {
  store: Pick<Store, 'claims'>
  byOrg: ReturnType<typeof createPlaces>
  /** How many changes are kept for those who come back. */
  most: number
  /** Told why it ended, if nobody ended it. */
  onError: (error: unknown) => void
}

/** What happens to claims from now on, for all who read it in this process. */
export interface Following {
  /** Aborted when it is over: all who read it have to go, and come back. */
  signal: AbortSignal
  /** Everything up to here was read. */
  place: () => string
  /** What was read after a place; undefined if that is too long ago. */
  after: (place: string) => readonly Batch[] | undefined
  /** Waits until more was read, or for so long. */
  moved: (ms: number, signal: AbortSignal) => Promise<void>
  stop: () => Promise<void>
}

/** Opens one change stream, and reads it until it is stopped or fails. Throws if it cannot be opened. */
export async function follow(options: FollowingOptions): Promise<Following> {
  const { byOrg, most, onError } = options
  const watch = await opened(options)
  const over = new AbortController()
  const waiting = new Set<() => void>()
  const recent = createRecent(watch.place(), most)
  const reading = read()

  async function read(): Promise<void> {
    try {
      while (!over.signal.aborted) {
        const taken = await watch.take()
        const until = watch.place()
        recent.add({ changes: await byOrg(taken), size: taken.length, until })
        if (taken.length > 0) for (const wake of [...waiting]) wake()
      }
    } catch (error) {
      if (!over.signal.aborted) onError(error)
    } finally {
      over.abort()
      await watch.close().catch(onError)
    }
  }

  function moved(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, signal.aborted ? 0 : ms)
      waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  async function stop(): Promise<void> {
    over.abort()
    await reading
  }

  return { signal: over.signal, place: recent.place, after: recent.after, moved, stop }
}

/** It is open from its first answer on, which tells where it stands. What that has is before it. */
async function opened({ store }: FollowingOptions): Promise<ClaimWatch> {
  const watch = store.claims.watch()
  try {
    await watch.take()
    return watch
  } catch (error) {
    await watch.close()
    throw error
  }
}
