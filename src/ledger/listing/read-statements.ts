import { lastUntil } from '../as-of.ts'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import { readHeads } from '../heads.ts'
import type { Reading } from './read-transactions.ts'
import { comparePlaces, mergedStatements } from './statements.ts'
import type { Place, Read, Stretch } from './statements.ts'
import { accountsWanted } from './transaction-filter.ts'
import type { TransactionFilter } from './transaction-filter.ts'
import type { AccountId } from '../types.ts'
import { wholePostings } from './whole-postings.ts'

/** By how much the clocks of writers may differ: an account's time goes by the fastest, a posting's by its own writer's. */
const clockSkewMs = 60_000

/** Postings of users in the order of their statements, which is that of time. */
export async function* readFromStatements(
  collections: Collections,
  filter: TransactionFilter,
  { direction, after, heads, wanted }: Reading,
): AsyncGenerator<Read<readonly StoredEntry[]>> {
  const accounts = new Set(accountsWanted(filter))
  const bounds = { ...filter, direction, place: after && placeOf(after, accounts, direction) }
  const stretches = await Promise.all(
    [...(heads ?? (await seqsOf(collections, [...accounts])))]
      .filter(([account]) => accounts.has(account))
      .map(([account, seq]) => stretchOf(collections, account, seq, bounds)),
  )
  const statements = mergedStatements(collections, stretches, { direction, wanted })
  for await (const { items: entries, looked } of statements) {
    const postings = await wholePostings(collections, entries)
    // A posting on several of the accounts is met several times, and listed the first time.
    const items = postings.filter((posting, index) => {
      return placeOf(posting, accounts, direction)?._id === entries[index]?._id
    })
    yield { items, looked }
  }
}

interface Bounds extends Pick<TransactionFilter, 'from' | 'until'> {
  direction: 'asc' | 'desc'
  /** Only what is behind it counts. */
  place: Place | undefined
}

/** The entries of an account that may be of interest, which its order of time tells. */
async function stretchOf(
  collections: Collections,
  account: AccountId,
  seq: number,
  { from, until, direction, place }: Bounds,
): Promise<Stretch> {
  const seqUntil = async (time: number) =>
    (await lastUntil(collections, account, new Date(time)))?.seq ?? 0
  const [start, end, passed] = await Promise.all([
    from ? seqUntil(from.getTime() - 1) : 0,
    until ? seqUntil(until.getTime() - 1 + clockSkewMs) : seq,
    place ? seqAt(place, account, seqUntil) : undefined,
  ])
  const [low, high] = [start + 1, Math.min(seq, end)]
  if (place === undefined || passed === undefined) return { account, low, high }
  if (direction === 'asc') return { account, low: Math.max(low, passed + 1), high }
  // The place itself is behind nobody.
  return { account, low, high: Math.min(high, account === place.account ? passed - 1 : passed) }
}

/** The last entry of an account that is not behind a place. */
function seqAt(place: Place, account: AccountId, seqUntil: (time: number) => Promise<number>) {
  if (account === place.account) return place.seq
  return seqUntil(place.at.getTime() - (account > place.account ? 1 : 0))
}

function placeOf(
  posting: readonly StoredEntry[],
  accounts: ReadonlySet<AccountId>,
  direction: 'asc' | 'desc',
): StoredEntry | undefined {
  const mine = posting.filter(({ account }) => accounts.has(account)).sort(comparePlaces)
  return (direction === 'asc' ? mine[0] : mine.at(-1)) ?? posting[0]
}

/** How many entries each account has, of those that have any. */
export async function seqsOf(
  collections: Pick<Collections, 'entries'>,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, number>> {
  const heads = await readHeads(collections, accounts)
  return new Map([...heads].map(([account, { seq }]) => [account, seq]))
}
