import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import { findPostings } from '../find.ts'
import { readFromRounds } from './read-rounds.ts'
import { readFromStatements } from './read-statements.ts'
import type { Read } from './statements.ts'
import { wantedLegs } from './transaction-filter.ts'
import type { TransactionFilter } from './transaction-filter.ts'
import { recordOf } from './transaction-record.ts'
import type { TransactionRecord } from './transaction-record.ts'
import type { AccountId } from '../types.ts'

export interface Reading {
  direction: 'asc' | 'desc'
  /** What is behind this posting, whether or not it is wanted itself. */
  after?: readonly StoredEntry[] | undefined
  /** How far each account is read; left out, as far as it goes. */
  heads?: ReadonlyMap<AccountId, number> | undefined
  /** What an entry must have to be worth looking at. */
  wanted: mongo.Filter<StoredEntry>
}

/**
 * All transactions that are wanted, in order, by what finds them fastest: a key, the statements of users, or the rounds they
 * were written in. What comes may be empty, so that one can stop in between.
 */
export async function* readTransactions(
  collections: Collections,
  filter: TransactionFilter,
  {
    direction,
    after,
    heads,
  }: Pick<Reading, 'direction' | 'heads'> & { after?: string | undefined },
): AsyncGenerator<Read<TransactionRecord>> {
  const cursor = after === undefined ? undefined : await postingUnder(collections, after)
  const reading = { direction, heads, after: cursor, wanted: wantedOf(filter) }
  for await (const { items, looked } of readPostings(collections, filter, reading)) {
    const records = items.flatMap((posting) => recordOf(posting) ?? [])
    yield { items: records.filter((record) => wantedLegs(filter, record).length > 0), looked }
  }
}

function readPostings(collections: Collections, filter: TransactionFilter, reading: Reading) {
  if (filter.key !== undefined) return readOne(collections, filter.key, reading)
  if (filter.id === undefined && filter.user !== undefined) {
    return readFromStatements(collections, filter, reading)
  }
  return readFromRounds(collections, filter, reading)
}

async function* readOne(
  collections: Collections,
  key: string,
  { after }: Reading,
): AsyncGenerator<Read<readonly StoredEntry[]>> {
  const posting = after ? undefined : await postingUnder(collections, key)
  yield { items: posting ? [posting] : [], looked: 1 }
}

async function postingUnder(collections: Collections, key: string) {
  return (await findPostings(collections, [key])).get(key)
}

function wantedOf({ rule, kind }: TransactionFilter): mongo.Filter<StoredEntry> {
  return {
    ...(rule === undefined ? {} : { rule: { $in: [rule].flat() } }),
    ...(kind === undefined ? {} : { kind: { $in: [kind].flat() } }),
  }
}
