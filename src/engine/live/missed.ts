import mongoose from 'mongoose'
import { isOutage } from '../../ledger/outage.ts'
import type { Store } from '../../store/index.ts'
import type { createPlaces } from './places.ts'
import type { Batch } from './recent.ts'

export interface MissedOptions {
  store: Pick<Store, 'claims'>
  byOrg: ReturnType<typeof createPlaces>
  /** How many may catch up at once, each with a change stream of its own; others wait for their turn. */
  mostAtOnce?: number | undefined
  /** How many changes, of everybody, somebody may have missed. */
  most?: number | undefined
}

/** Why nothing can be made up for: what happened then is not kept any more, or was too much. */
export type TooLong = 'too_old' | 'too_many'

/** Reads again what somebody missed who was away longer than this process remembers. */
export function createMissed(options: MissedOptions) {
  const { store, byOrg, mostAtOnce = 8, most = 50_000 } = options
  const turns: (() => void)[] = []
  let busy = 0

  /**
   * What happened since a place, as long as it is wanted; at the end why it broke off, if it did. A place that is of no
   * use is too old, whatever is wrong with it. Throws when MongoDB cannot be reached.
   */
  async function* since(
    place: string,
    isWanted: (place: string) => boolean,
  ): AsyncGenerator<Batch, TooLong | undefined> {
    await turn()
    const watch = store.claims.watch(place)
    try {
      for (let count = 0; ;) {
        const taken = await watch.take()
        count += taken.length
        if (count > most) return 'too_many'
        yield { changes: await byOrg(taken), size: taken.length, until: watch.place() }
        if (!isWanted(watch.place())) return undefined
      }
    } catch (error) {
      if (isRefused(error)) return 'too_old'
      throw error
    } finally {
      await watch.close()
      leave()
    }
  }

  async function turn(): Promise<void> {
    if (busy >= mostAtOnce) await new Promise<void>((resolve) => turns.push(resolve))
    else busy++
  }

  /** Whoever waits takes over the turn. */
  function leave(): void {
    const next = turns.shift()
    if (next) next()
    else busy--
  }

  return { since }
}

/** MongoDB has an answer for a place that it does not know (any more); there are several codes for that. */
function isRefused(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && !isOutage(error)
}
