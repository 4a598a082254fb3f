import type { Failure } from '../domain/failure.ts'

/**
 * The ledger's words. An account is named `org:website:currency:owner`, each part quoted (see `accountId`);
 * amounts are `bigint` in the currency's minor unit.
 */
export type AccountId = string

export interface Leg {
  account: AccountId
  amount: bigint
  /** When the points that this leg gives a user expire, where that is another time than the posting's. */
  pointsExpireAt?: Date | undefined
}

/** A cap or a budget: an account of its own that is moved in the same posting and may refuse it. */
export interface Counter {
  account: AccountId
  amount: bigint
  /** The running total may not pass it. */
  limit: bigint
}

/** What callers ask for: legs that sum to zero per currency, counters apart, under one key. */
export interface Posting {
  /** Made by `keyOf(scope, key)`. Known for ever: the same key with the same content is the same posting. */
  key: string
  legs: readonly Leg[]
  counters?: readonly Counter[] | undefined
  /** Take what floors and limits leave instead of refusing; the entries record what was asked. */
  mayCut?: boolean | undefined
  kind: Kind
  rule?: string | undefined
  /** The rule's group, for its totals; no part of what makes two postings the same. */
  group?: string | undefined
  claim?: string | undefined
  /** When the points that users get expire; of what they have, the soonest to expire is spent first. */
  pointsExpireAt?: Date | undefined
  /** Until then the points of the one user who gets some are pending: they count, and are held. */
  availableAt?: Date | undefined
  /** Free text and labels; they are no part of what makes two postings the same. */
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
}

export type Kind =
  | 'claim'
  | 'reward'
  | 'withdrawal'
  | 'transaction'
  | 'adjustment'
  | 'reversal'
  | 'hold'
  | 'capture'
  | 'void'
  | 'refusal'
  | 'expiry'
  | 'round'

/** One leg as it was written: once, never changed, with the state of its account after it. */
export interface Entry {
  id: string
  account: AccountId
  seq: number
  amount: bigint
  /** What was asked, where less was done. */
  asked?: bigint | undefined
  balance: bigint
  held: bigint
  /** By how much this entry changed what is held. */
  heldChange?: bigint | undefined
  /** When what it holds ends by itself. */
  expiresAt?: Date | undefined
  at: Date
  posting: string
  key: string
  kind: Kind
  rule?: string | undefined
  group?: string | undefined
  claim?: string | undefined
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
  hash: string
}

export interface Posted {
  posting: string
  /** The entries of the callers' legs and counters, in the order given. Folded issuance is not among them. */
  entries: readonly Entry[]
  /** True when this key was posted before: then nothing was written now. */
  replayed: boolean
}

export interface Balance {
  balance: bigint
  held: bigint
  /** `balance - held`: what can be spent. */
  available: bigint
  /** The number of entries of the account; 0 if it has none. */
  seq: number
}

export interface Hold {
  key: string
  account: AccountId
  amount: bigint
  expiresAt: Date
  rule?: string | undefined
  reason?: string | undefined
}

export interface Spending {
  key: string
  /** Who spends, in the order in which they are asked; the first one wants it. */
  from: readonly AccountId[]
  to: AccountId
  /** Positive minor units. */
  amount: bigint
  /** Take what all of them have, down to their floors, instead of refusing. */
  mayCut?: boolean | undefined
  kind: Kind
  rule?: string | undefined
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
}

/** Points of an account that are not yet available. */
export interface Pending {
  posting: string
  entry: string
  amount: bigint
  availableAt: Date
}

/** Points of an account that expire, unless they are spent before. */
export interface Expiring {
  amount: bigint
  expiresAt: Date
}

export interface Reversal {
  /** The entry to undo; its whole posting is mirrored in proportion. */
  entry: string
  /** Less than all that is left, positive minor units; the sum of all reversals never exceeds the entry. */
  amount?: bigint | undefined
  /** Whether the amount is of the entry, or of all that its posting moved in its currency. @default 'entry' */
  of?: 'entry' | 'posting' | undefined
  /** Take back what is there, down to the floor, instead of refusing. */
  mayCut?: boolean | undefined
  /** Names one of several partial reversals of the same entry. @default 'whole' */
  name?: string | undefined
  reason?: string | undefined
}

/**
 * Everything is answered after it is durable (majority, journaled). Refusals are thrown as `Failure`
 * (`insufficient_points`, `cap_reached`, `account_closed`, `key_conflict`) and remembered under their key.
 */
export interface Ledger {
  post(posting: Posting): Promise<Posted>
  /** Each on its own, in the order given, in as few round trips as possible; a refusal is that posting's result. */
  postAll(postings: readonly Posting[]): Promise<readonly (Posted | Failure)[]>
  /** Spends the points of a group: one posting, in which the first entry's `asked` says what all of it comes to. */
  spend(spending: Spending): Promise<Posted>
  reverse(reversal: Reversal): Promise<Posted>
  hold(hold: Hold): Promise<Posted>
  /** Spends a hold, all or part of it, to another account; what is left of it is released. */
  capture(capture: {
    hold: string
    to: AccountId
    amount?: bigint | undefined
    reason?: string | undefined
  }): Promise<Posted>
  void(hold: string, reason?: string): Promise<Posted>
  /** Releases the holds that ran out by then, and what was pending until then; how many. */
  expireHolds(at: Date): Promise<number>
  /** Takes the points that expired by then, and are not held; of how many accounts. At most a second behind. */
  expirePoints(at: Date): Promise<number>
  close(account: AccountId): Promise<void>
  /** Takes no more postings (they are `unavailable`) and returns when those it has are answered. */
  drain(): Promise<void>
  /** How many postings wait for their round now. */
  waiting(): number
  balance(account: AccountId): Promise<Balance>
  /** As of a time or a sequence number. */
  balanceAsOf(account: AccountId, point: Date | number): Promise<Balance>
  /** Newest first; `before` is the seq of the last entry of the page before. */
  statement(
    account: AccountId,
    page?: { before?: number | undefined; limit?: number | undefined },
  ): Promise<readonly Entry[]>
  /** Soonest first. */
  pending(account: AccountId): Promise<readonly Pending[]>
  /** Soonest first. */
  expiring(account: AccountId): Promise<readonly Expiring[]>
  findPosting(key: string): Promise<Posted | undefined>
  findEntry(id: string): Promise<Entry | undefined>
}
