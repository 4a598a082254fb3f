import { createCache } from './cache.ts'
import type { Collections } from './collections.ts'
import { genesis } from './hash.ts'
import type { StoredEntry } from './entry.ts'
import type { Lot } from './lots.ts'
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
  lots: readonly Lot[]
}

export interface Heads {
  /** Throws for an account that was not loaded. */
  get: (account: AccountId) => Head
  set: (account: AccountId, head: Head) => void
}

export const unopened: Head = {
  seq: 0,
  balance: 0n,
  held: 0n,
  hash: genesis,
  at: -Infinity,
  isClosed: false,
  lots: [],
}

type Last = Pick<StoredEntry, (typeof headFields)[number]>

const headFields = ['seq', 'balance', 'held', 'hash', 'at', 'closed', 'lots'] as const

export function headOf({ seq, balance, held, hash, at, closed, lots }: Last): Head {
  return {
    seq,
    balance,
    held: held ?? 0n,
    hash,
    at: at.getTime(),
    isClosed: closed === true,
    lots: lots ?? unopened.lots,
  }
}

export function balanceOf({
  balance,
  held = 0n,
  seq,
}: Pick<StoredEntry, 'balance' | 'held' | 'seq'>): Balance {
  return { balance, held, available: balance - held, seq }
}

/**
 * The heads of the accounts used lately, as they are once all rounds under way are written. When one is not written, all
 * are forgotten: a head that is too old loses its race and nothing more, one that is too new would leave a gap.
 */
export function createHeads(collections: Pick<Collections, 'entries'>, size: number) {
  const cache = createCache<Head>(size)

  /** Reads those that are not known. */
  async function load(accounts: readonly AccountId[]): Promise<void> {
    const missing = accounts.filter((account) => !cache.get(account))
    if (missing.length === 0) return
    const found = await readHeads(collections, missing)
    for (const account of missing) {
      // A round that was planned meanwhile knows better.
      if (!cache.get(account)) cache.set(account, found.get(account) ?? unopened)
    }
  }

  function get(account: AccountId): Head {
    const head = cache.get(account)
    if (!head) throw new Error(`the head of ${account} is not loaded`)
    return head
  }

  function has(accounts: readonly AccountId[]): boolean {
    return accounts.every((account) => cache.get(account))
  }

  return { load, has, get, set: cache.set, forgetAll: cache.clear }
}

/** Reads the last entries of many accounts in one go, one seek each; accounts without entries are left out. */
export async function readHeads(
  { entries }: Pick<Collections, 'entries'>,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, Head>> {
  // Sorted and grouped by the index like this, MongoDB skips from account to account (DISTINCT_SCAN).
  const found = await entries
    .aggregate<Last & { _id: AccountId }>([
      { $match: { account: { $in: accounts } } },
      { $sort: { account: -1, seq: -1 } },
      { $group: { _id: '$account', ...lastOf(headFields) } },
    ])
    .toArray()
  return new Map(found.map((last) => [last._id, headOf(last)]))
}

function lastOf(fields: readonly (keyof StoredEntry)[]) {
  return Object.fromEntries(fields.map((field) => [field, { $first: `$${field}` }]))
}
