import type { FailureCode } from '../domain/failure.ts'
import type { Lot } from './lots.ts'
import type { AccountId, Entry, Kind, Posted } from './types.ts'

/** An entry as it lies in MongoDB. Integers of 64 bits are `bigint`; absent fields are absent, never null. */
export interface StoredEntry {
  /** `<key>/<leg>`: the index that makes it unique is the one that makes a key count once. */
  _id: string
  account: AccountId
  seq: number
  amount: bigint
  asked?: bigint | undefined
  balance: bigint
  /** What is held, if anything. */
  held?: bigint | undefined
  /** By how much this entry changed `held`. */
  heldChange?: bigint | undefined
  /** The points that expire, after this entry, soonest first. */
  lots?: readonly Lot[] | undefined
  /** Which of them this entry used up. */
  spent?: readonly Lot[] | undefined
  /** The floor that was checked, where it is not 0. */
  floor?: bigint | undefined
  /** The limit that was checked, on counters. */
  limit?: bigint | undefined
  at: Date
  posting: string
  /** The number of entries of the posting, if there are several. */
  parts?: number | undefined
  kind: Kind
  rule?: string | undefined
  group?: string | undefined
  claim?: string | undefined
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
  /** Set from the entry on that closed the account. */
  closed?: true | undefined
  /** When the hold that this entry opened ends by itself. */
  expiresAt?: Date | undefined
  refused?: Refused | undefined
  /** What follows is on the entries that sum up a round, one per currency: see `journal.ts`. */
  covers?: readonly string[] | undefined
  programme?: string | undefined
  tags?: readonly string[] | undefined
  sums?: readonly Sum[] | undefined
  mark?: string | undefined
  hash: string
}

/** What was refused and why, so that the same key gets the same answer. */
export interface Refused {
  code: FailureCode
  message: string
  /** Where, and what more exactly: the error of the one field. */
  pointer: string
  detail: string
  kind: Kind
  legs: readonly { account: AccountId; amount: bigint }[]
}

/** What users got and gave in one round, by what it was for. */
export interface Sum {
  kind: Kind
  rule?: string | undefined
  group?: string | undefined
  postings: number
  credited: bigint
  debited: bigint
}

export function entryIdOf(key: string, leg: number): string {
  return `${key}/${leg}`
}

/** Keys may hold no `/`, so that the last one parts the key from the leg. */
export function keyOfEntry(id: string): string {
  return id.slice(0, id.lastIndexOf('/'))
}

export function legOfEntry(id: string): number {
  return Number(id.slice(id.lastIndexOf('/') + 1))
}

export function entryOf(stored: StoredEntry): Entry {
  const { _id: id, account, seq, amount, balance, held = 0n, at, posting, kind, hash } = stored
  const key = keyOfEntry(id)
  // Spelt out: gathered in an object within the object, they are copied twice.
  const entry: Entry = {
    id,
    account,
    seq,
    amount,
    balance,
    held,
    at,
    posting,
    key,
    kind,
    hash,
  }
  const { asked, heldChange, expiresAt, rule, group, claim, reason, labels } = stored
  if (asked !== undefined) entry.asked = asked
  if (heldChange !== undefined) entry.heldChange = heldChange
  if (expiresAt !== undefined) entry.expiresAt = expiresAt
  if (rule !== undefined) entry.rule = rule
  if (group !== undefined) entry.group = group
  if (claim !== undefined) entry.claim = claim
  if (reason !== undefined) entry.reason = reason
  if (labels !== undefined) entry.labels = labels
  return entry
}

export function postedOf(entries: readonly StoredEntry[], replayed: boolean): Posted {
  return { posting: entries[0]?.posting ?? '', entries: entries.map(entryOf), replayed }
}

/** The same object without its undefined fields: the driver would store them as null. */
export function present<T extends object>(fields: { [name in keyof T]: T[name] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
