import type { mongo } from 'mongoose'
import { accountId, currencyOf } from '../account.ts'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import { readHeads } from '../heads.ts'
import { stripesOf } from '../totals/stripes.ts'
import type { AccountId } from '../types.ts'
import { readTransactions } from './read-transactions.ts'
import { accountsWanted, isAmong } from './transaction-filter.ts'
import type { TransactionFilter } from './transaction-filter.ts'
import type { TransactionRecord } from './transaction-record.ts'

/**
 * All transactions that are wanted and were written before the first is given, oldest first, some at a time. What is
 * written meanwhile is left out: every account is read as far as it went at that one moment, and entries never change.
 */
export async function* allTransactions(
  collections: Collections,
  filter: TransactionFilter,
): AsyncGenerator<readonly TransactionRecord[]> {
  const accounts = accountsWanted(filter) ?? stripesWanted(filter)
  const found = [...(await readHeads(asOfNow(collections), accounts))]
  const heads = new Map(found.map(([account, { seq }]) => [account, seq]))
  const last = found.reduce((latest, [, { at }]) => Math.max(latest, at), 0)
  const until = new Date(Math.min(last + 1, filter.until?.getTime() ?? Infinity))
  const reading = { direction: 'asc', heads } as const
  for await (const { items } of readTransactions(collections, { ...filter, until }, reading)) {
    if (items.length > 0) yield items
  }
}

/** No moment lies between two accounts that are read like this. */
function asOfNow({ db, entries }: Collections): Pick<Collections, 'entries'> {
  const options: mongo.CollectionOptions = { readConcern: { level: 'snapshot' } }
  return { entries: db.collection<StoredEntry>(entries.collectionName, { ...bigints, ...options }) }
}

const bigints: mongo.BSONSerializeOptions = { useBigInt64: true }

function stripesWanted({ org, websites, currency: wanted }: TransactionFilter): AccountId[] {
  return websites.flatMap(({ website, currencies }) =>
    currencies
      .filter((currency) => isAmong(wanted, currency))
      .map((currency) => currencyOf(accountId({ org, website, currency, owner: 'issuance' })))
      .flatMap(stripesOf),
  )
}
