import type { Collections } from './collections.ts'
import { genesis } from './hash.ts'
import type { StoredEntry } from './entry.ts'
import type { AccountId, Balance } from './types.ts'

/** Where an account stands: its last entry, as far as the next one must know it. */
export interface Head {
  seq: number
  balance: bigint
  held: bigint
  hash: string
  /** Milliseconds. Time never runs backwards within an account, whatever the clocks of its writers do. */
  at: number
  isClosed: boolean
}

export const unopened: Head = {
  seq: 0,
  balance: 0n,
  held: 0n,
  hash: genesis,
  at: -Infinity,
  isClosed: false,
}

export function headOf({ seq, balance, held, hash, at, closed }: Omit<Last, '_id'>): Head {
  return { seq, balance, held, hash, at: at.getTime(), isClosed: closed === true }
}

export function balanceOf({ balance, held, seq }: Pick<Head, 'balance' | 'held' | 'seq'>): Balance {
  return { balance, held, available: balance - held, seq }
}

/** Reads the last entries of many accounts in one go, one seek each; accounts without entries are left out. */
export async function readHeads(
  { entries }: Pick<Collections, 'entries'>,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, Head>> {
  if (accounts.length === 0) return new Map()
  // Sorted and grouped by the index like this, MongoDB skips from account to account (DISTINCT_SCAN).
  const found = await entries
    .aggregate<Last>([
      { $match: { account: { $in: accounts } } },
      { $sort: { account: -1, seq: -1 } },
      {
        $group: { _id: '$account', ...lastOf(['seq', 'balance', 'held', 'hash', 'at', 'closed']) },
      },
    ])
    .toArray()
  return new Map(found.map((last) => [last._id, headOf(last)]))
}

type Last = { _id: AccountId } & Pick<StoredEntry, 'seq' | 'balance' | 'held' | 'hash' | 'at'> & {
    closed?: true | null
  }

function lastOf(fields: readonly (keyof StoredEntry)[]) {
  return Object.fromEntries(fields.map((field) => [field, { $first: `$${field}` }]))
}
