import { ulid } from 'ulid'
import { pause } from '../ledger/pause.ts'
import type { ClaimPlace, ClaimStream } from '../store/claim-place.ts'
import type { Store } from '../store/index.ts'

export interface ClaimFollowerOptions {
  store: Pick<Store, 'claimCounts' | 'claimPlace'>
  now: () => Date
  /** Told of what interrupted it; it goes on by itself. */
  onError: (error: unknown) => void
  /** How often its place is written down while nothing changes. */
  restMs?: number | undefined
}

const leaseMs = 10_000
const againMs = 1_000
const gatherMs = 300
const mostAtOnce = 1_000
const countedDays = 16

/**
 * Keeps the counts of claims behind the claims. What is told twice changes nothing, so that it goes on from a place at or
 * before the truth; where there is none, or the stream has lost it, all claims that count are counted as they stand.
 */
export function createClaimFollower(options: ClaimFollowerOptions) {
  const { store, now, onError, restMs = 1_000 } = options
  const { claimCounts: counts, claimPlace: places } = store
  const holder = ulid()
  const lease = () => new Date(now().getTime() + leaseMs)

  /** Counts until it is told to stop. */
  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const place = await places.take(holder, now(), lease())
        if (place) await follow(place, signal)
        else await pause(againMs, signal)
      } catch (error) {
        onError(error)
        await pause(againMs, signal)
      }
    }
    await places.leave(holder, now()).catch(onError)
  }

  async function follow({ token }: ClaimPlace, signal: AbortSignal): Promise<void> {
    const stream = places.watch(token)
    try {
      // It is open from its first answer on, so that nothing falls between it and what is there already.
      let found = await changesOf(stream, now)
      if (token === undefined) await countAll(signal)
      for (let keptAt = -Infinity; !signal.aborted; found = await changesOf(stream, now)) {
        await counts.recount(found.ids, now())
        if (found.ids.length === 0 && performance.now() - keptAt < restMs) continue
        keptAt = performance.now()
        const moved = { token: stream.resumeToken, asOf: found.asOf }
        if (!(await places.keep(holder, lease(), moved))) return
      }
    } catch (error) {
      if (isLost(error)) await places.forget(holder)
      throw error
    } finally {
      await stream.close()
    }
  }

  async function countAll(signal: AbortSignal): Promise<void> {
    const since = new Date(now().getTime() - countedDays * 86_400_000)
    for (let after = ''; !signal.aborted;) {
      const ids = await counts.idsAfter(after, since, mostAtOnce)
      await counts.recount(ids, now())
      await places.keep(holder, lease())
      const last = ids.at(-1)
      if (last === undefined || ids.length < mostAtOnce) return
      after = last
    }
  }

  return { run }
}

/** The claims that have changed by now, or within a moment, and since when none is missing. */
async function changesOf(stream: ClaimStream, now: () => Date) {
  const ids = new Set<string>()
  let asOf = now()
  for (const end = performance.now() + gatherMs; ids.size < mostAtOnce;) {
    asOf = now()
    const change = await stream.tryNext()
    if (!change) break
    ids.add(change.documentKey._id)
    // Of the same second there may be more.
    asOf = new Date(change.clusterTime.getHighBits() * 1_000)
    if (performance.now() > end) break
  }
  return { ids: [...ids], asOf }
}

// The server's codes: its log begins later, or the place is not one that it can read.
const lost = { failedToParse: 9, invalidToken: 260, fatal: 280, historyLost: 286 }

function isLost(error: unknown): boolean {
  const codes: number[] = Object.values(lost)
  return error instanceof Error && 'code' in error && codes.includes(Number(error.code))
}
