import { decodeTime } from 'ulid'
import type { mongo } from 'mongoose'
import { isCounter, ownerTypeOf, parseAccountId } from './account.ts'
import { keyOfEntry, present } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import type { AccountId, Kind } from './types.ts'

/** An account as it is listed: at most a second behind its last entry. */
export interface AccountRecord {
  _id: AccountId
  org: string
  website: string
  currency: string
  /** `user`, or what kind of system account it is. */
  type: string
  /** Null for system accounts. */
  user: string | null
  balance: bigint
  held: bigint
  seq: number
  updatedAt: Date
}

/** A posting that moved points, as it is listed. */
export interface TransactionRecord {
  /** The posting's id, sortable by time. */
  _id: string
  org: string
  website: string
  /** Of the first leg, as is `amount`. */
  currency: string
  amount: bigint
  key: string
  kind: Kind
  rule?: string
  claim?: string
  reason?: string
  labels?: Readonly<Record<string, string>>
  at: Date
  users: readonly string[]
  entries: readonly TransactionLeg[]
}

export interface TransactionLeg {
  id: string
  account: AccountId
  user: string | null
  amount: bigint
}

/** Caps and the like are looked up by name, never listed. */
export function isListed({ account }: StoredEntry): boolean {
  return !['cap', 'reversed'].includes(ownerTypeOf(account))
}

/** Whether an entry is a leg of something that moved points: no issuance summed up, no refusal, no hold. */
export function isMovement({ account, kind, amount, parts, covers }: StoredEntry): boolean {
  const isStill =
    ['refusal', 'hold', 'void'].includes(kind) || (amount === 0n && parts === undefined)
  return !isStill && covers === undefined && !isCounter(account)
}

export function accountRecordOf({ account, balance, held, seq, at }: StoredEntry): AccountRecord {
  const { org, website, currency, owner } = parseAccountId(account)
  const user = owner.type === 'user' ? owner.user : null
  return {
    _id: account,
    org,
    website,
    currency,
    type: owner.type,
    user,
    balance,
    held,
    seq,
    updatedAt: at,
  }
}

/** The change that adds one leg to its transaction; made twice, or in any order, it comes to the same. */
export function transactionUpdateOf(entry: StoredEntry): mongo.UpdateFilter<TransactionRecord> {
  const { _id: id, account, amount, posting, kind, rule, claim, reason, labels } = entry
  const { org, website, currency, owner } = parseAccountId(account)
  const user = owner.type === 'user' ? owner.user : null
  const at = new Date(decodeTime(posting.slice(posting.indexOf('_') + 1)))
  const first = id.endsWith('/0') ? { currency, amount } : {}
  return {
    $set: {
      ...present({ org, website, key: keyOfEntry(id), kind, rule, claim, reason, labels, at }),
      ...first,
    },
    $addToSet: {
      entries: { id, account, user, amount },
      users: { $each: user === null ? [] : [user] },
    },
  }
}
