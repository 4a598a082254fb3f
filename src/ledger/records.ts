import { ownerTypeOf, parseAccountId } from './account.ts'
import type { StoredEntry } from './entry.ts'
import type { AccountId } from './types.ts'

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
  /** When it came to this balance. */
  since: Date
  /** When the first of its points expire, if any do. */
  expiresNext?: Date
}

/** What of an entry the listing follows. */
export type Projectable = Pick<
  StoredEntry,
  'account' | 'seq' | 'amount' | 'balance' | 'held' | 'at' | 'lots' | 'closed'
>

export const projectable = {
  ...{ account: 1, seq: 1, amount: 1, balance: 1, held: 1, at: 1, lots: 1, closed: 1 },
}

/** Caps and the like are looked up by name, never listed. */
export function isListed({ account }: Projectable): boolean {
  const type = ownerTypeOf(account)
  return type !== 'cap' && type !== 'reversed'
}

export function accountRecordOf(entry: Projectable): Omit<AccountRecord, 'since'> {
  const { account, balance, held = 0n, seq, at, lots = [], closed } = entry
  const { org, website, currency, owner } = parseAccountId(account)
  const user = owner.type === 'user' ? owner.user : null
  const [soonest] = lots
  return {
    ...{ _id: account, org, website, currency, type: owner.type, user },
    ...{ balance, held, seq, updatedAt: at },
    // Nothing is taken from an account that is closed.
    ...(soonest && !closed && { expiresNext: soonest.expiresAt }),
  }
}
