import type { Lot } from './lots.ts'
import { isCounter } from './world.ts'
import type { AccountName, Key, World } from './world.ts'

/** An action in the ledger's terms: which accounts it would change. */
export interface Request {
  /** What makes two requests under one key the same: who, how much, which way. All else may differ. */
  body: string
  /** How much is asked for, on a scale of the request's own; undefined, if more than is left to ask for. */
  whole: bigint | undefined
  movesAt: (size: bigint) => readonly Move[]
  /** Whether less will do. */
  mayCut?: boolean
  /** Whether it is one of the ends of a hold, which share one key. */
  endsHold?: boolean
  whenDone: (done: readonly Done[]) => void
}

/** What cannot be, whatever there is on the accounts. */
export type Impossible = 'invalid_request' | 'not_found'

/** A change of one account. */
export interface Move {
  account: AccountName
  amount: bigint
  held?: bigint
  /** Which of the points it gives expire. */
  gives?: readonly Lot[]
  closes?: boolean
}

export interface Done extends Move {
  /** The points that expire among those it took. */
  spent: readonly Lot[]
}

/** Keeps what was done, so that it can be reversed. */
export function record(
  { postings }: World,
  key: Key,
  done: readonly Done[],
  pendsUntil?: number,
): void {
  const legs = done.flatMap(({ account, amount, spent }) =>
    isCounter(account) ? [] : [{ account, amount, done: 0n, spent }],
  )
  const counters = done.map(({ account }) => account).filter(isCounter)
  postings.set(key, { legs, counters, pendsUntil })
}
