import type { FailureCode } from '../domain/failure.ts'
import type { AccountId, Entry, Kind, Posted } from './types.ts'

/** An entry as it lies in MongoDB. Integers of 64 bits are `bigint`; absent fields are absent, never null. */
export interface StoredEntry {
  /** `<key>/<leg>`: the index that makes it unique is the one that makes a key count once. */
  _id: string
  account: AccountId
  seq: number
  amount: bigint
  asked?: bigint
  balance: bigint
  held: bigint
  /** By how much this entry changed `held`. */
  heldChange?: bigint
  /** The floor that was checked, where it is not 0. */
  floor?: bigint
  /** The limit that was checked, on counters. */
  limit?: bigint
  at: Date
  posting: string
  /** The number of entries of the posting, if there are several. */
  parts?: number
  kind: Kind
  rule?: string
  claim?: string
  reason?: string
  labels?: Readonly<Record<string, string>>
  /** Set from the entry on that closed the account. */
  closed?: true
  expiresAt?: Date
  refused?: Refused
  /** The keys of the postings whose issuance this entry sums up. */
  covers?: readonly string[]
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

export function entryIdOf(key: string, leg: number): string {
  return `${key}/${leg}`
}

/** Keys may hold no `/`, so that the last one parts the key from the leg. */
export function keyOfEntry(id: string): string {
  return id.slice(0, id.lastIndexOf('/'))
}

export function entryOf(stored: StoredEntry): Entry {
  const { _id: id, account, seq, amount, balance, held, at, posting, kind, hash } = stored
  const { asked, rule, claim, reason, labels } = stored
  return present({
    ...{ id, account, seq, amount, asked, balance, held, at, posting, key: keyOfEntry(id) },
    ...{ kind, rule, claim, reason, labels, hash },
  })
}

export function postedOf(entries: readonly StoredEntry[], replayed: boolean): Posted {
  return { posting: entries[0]?.posting ?? '', entries: entries.map(entryOf), replayed }
}

/** The same object without its undefined fields: the driver would store them as null. */
export function present<T extends object>(fields: { [name in keyof T]: T[name] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
