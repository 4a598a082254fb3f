import type { Account } from './account.ts'
import type { OpenHold } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import type { Head } from './heads.ts'
import type { Lot } from './lots.ts'
import type { AccountId, Kind } from './types.ts'

/** One thing to be done in a round of writing: a posting, a hold and its settling, a reversal, a closing. */
export interface Order {
  key: string
  content: Content
  /** What is written on every entry. */
  note: Note
  /** Every account `plan` may touch; their heads are read before it is asked. */
  accounts: readonly Account[]
  mayCut: boolean
  /** What to write, given where the accounts stand. Throws `Failure`, and then nothing is written or remembered. */
  plan: (headOf: (account: Account) => Head) => Plan
  /** Which legs of a stored posting tell whether it is this one, where not all of them are told beforehand. */
  compared?: ((legs: readonly StoredEntry[]) => readonly StoredEntry[]) | undefined
  opensHold?: Omit<OpenHold, '_id'> | undefined
  /** The key of the hold that ends with it. */
  settlesHold?: string | undefined
}

/** What makes two orders under one key the same. */
export interface Content {
  kind: Kind
  rule?: string | undefined
  legs: readonly { account: AccountId; amount: bigint }[]
}

export interface Note {
  kind: Kind
  rule?: string | undefined
  group?: string | undefined
  claim?: string | undefined
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
}

export interface Plan {
  /** What is asked for, on any scale on which less can be done in whole steps down to 0. */
  size: bigint
  /** The moves for this much of it; at every size they sum to zero per currency. */
  movesAt: (size: bigint) => readonly Move[]
  /** The amount of the first move that was asked for, if that is more than `size` gives. */
  asked?: bigint | undefined
}

/** One change of one account. */
export interface Move {
  account: Account
  amount: bigint
  /** By how much it changes what is held. */
  held?: bigint | undefined
  /** On counters: the total may not pass it. */
  limit?: bigint | undefined
  closes?: boolean | undefined
  /** Which of the points it gives expire. */
  gives?: readonly Lot[] | undefined
  /** Where callers find it in what they sent. */
  pointer: string
}

/** The plan of what cannot be done in part. */
export function allOrNothing(moves: readonly Move[]): Plan {
  return { size: 1n, movesAt: () => moves }
}
