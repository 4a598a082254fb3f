import type { Logger } from 'pino'
import { Failure } from '../../domain/failure.ts'
import { reached } from '../../ledger/outage.ts'
import type { Store } from '../../store/index.ts'
import type { ClaimList } from '../claim-list.ts'
import type { Scope } from '../scope.ts'
import { follow } from './following.ts'
import type { Following } from './following.ts'
import { createLines } from './lines.ts'
import { createMissed } from './missed.ts'
import { createPlaces } from './places.ts'
import { createReading } from './reading.ts'
import type { LiveMessage } from './reading.ts'
import { createSeats } from './seats.ts'

export interface LiveOptions {
  store: Store
  claimList: Pick<ClaimList, 'aboutOf'>
  log: Pick<Logger, 'error'>
  live?: Partial<LiveLimits> | undefined
}

export interface LiveLimits {
  /** How many of one key may read at once, in this process. @default 100 */
  readersPerKey: number
  /** How many changes are kept for those who come back. @default 20,000 */
  recent: number
  /** How many changes, of everybody, somebody may have missed and still be told. @default 50,000 */
  missed: number
  /** @default 15,000 */
  heartbeatMs: number
  /** No reader is told anything more often than this. @default 250 */
  everyMs: number
  /** For how long it goes on when nobody reads. @default 30,000 */
  lingerMs: number
}

const usual: LiveLimits = {
  ...{ readersPerKey: 100, recent: 20_000, missed: 50_000 },
  ...{ heartbeatMs: 15_000, everyMs: 250, lingerMs: 30_000 },
}

/** What a reader holds on to. */
export interface LiveReader {
  /** Ends when the signal or the process says so, and for who is too slow. Throws when MongoDB cannot be reached. */
  messages: (signal: AbortSignal) => AsyncGenerator<LiveMessage>
  /** To be called once, when it is over. */
  leave: () => void
}

/** What happens to claims, told to whoever reads: each change once and in order, from wherever they were. */
export function createLive({ store, claimList, log, live }: LiveOptions) {
  const limits = { ...usual, ...live }
  const byOrg = createPlaces(store)
  const linesOf = createLines({ store, claimList })
  const missed = createMissed({ store, byOrg, most: limits.missed })
  const read = createReading({ ...limits, linesOf, missed })
  const seats = createSeats({ ...limits, onEmpty: () => void rest() })
  const closed = new AbortController()
  let following: Promise<Following> | undefined

  /**
   * Lets somebody read, who is known by a key. `after` is the id of the last message they had; from now on without. Throws
   * `too_many_requests`, and `unavailable`, also when the process is leaving.
   */
  async function open(scope: Scope, key: string, after?: string): Promise<LiveReader> {
    if (closed.signal.aborted) throw leaving()
    const leave = seats.take(key)
    try {
      const found = await reached(start())
      const signalOf = (left: AbortSignal) => AbortSignal.any([left, found.signal, closed.signal])
      return { leave, messages: (left) => read({ found, scope, signal: signalOf(left) }, after) }
    } catch (error) {
      leave()
      throw error
    }
  }

  /** There is one for all, from the first reader on until some time after the last one. */
  function start(): Promise<Following> {
    following ??= started()
    return following
  }

  async function started(): Promise<Following> {
    const forget = () => (following = undefined)
    const onError = (error: unknown) =>
      log.error({ err: error }, 'the live line was interrupted: its readers come back')
    try {
      const found = await follow({ store, byOrg, most: limits.recent, onError })
      found.signal.addEventListener('abort', forget)
      return found
    } catch (error) {
      forget()
      throw error
    }
  }

  async function rest(): Promise<void> {
    const open = following
    following = undefined
    // Whoever waits for it is told that it failed.
    await open?.then(
      (found) => found.stop(),
      () => undefined,
    )
  }

  /** Sends everybody away, to come back to another process. */
  async function close(): Promise<void> {
    closed.abort()
    seats.close()
    await rest()
  }

  return { open, close, readers: seats.taken }
}

export type Live = ReturnType<typeof createLive>

function leaving(): Failure {
  return new Failure('unavailable', 'this process is leaving: come back', { retryAfterSeconds: 1 })
}
