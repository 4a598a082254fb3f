import type { mongo } from 'mongoose'
import { collectionsOf } from './collections.ts'
import { allTransactions } from './listing/all-transactions.ts'
import { findAccounts } from './listing/list-accounts.ts'
import type { AccountFilter } from './listing/list-accounts.ts'
import { listed } from './listing/list-page.ts'
import type { Listed, ListPage } from './listing/list-page.ts'
import { reached } from './outage.ts'
import { projectedOf } from './project.ts'
import { createSources } from './listing/sources.ts'
import { readTransactions } from './listing/read-transactions.ts'
import type { TransactionFilter } from './listing/transaction-filter.ts'
import type { TransactionRecord } from './listing/transaction-record.ts'
import type { AccountId } from './types.ts'

export interface ListingOptions {
  db: mongo.Db
  /** A page that has something on it ends early rather than look at more postings. @default 20000 */
  mostLookedAt?: number | undefined
}

/** Lists accounts as the projection keeps them, at most a second late, and transactions as they are. */
export function createListing({ db, mostLookedAt = 20_000 }: ListingOptions) {
  const accounts = projectedOf(db)
  const collections = collectionsOf(db)
  const sources = createSources(collections)

  /**
   * Sorted by time, newest first unless told otherwise. A filter that no index serves alone, such as a rule and a kind, may
   * have much to look at: then a page holds fewer than it could, but never nothing while there is more.
   */
  async function findTransactions(
    filter: TransactionFilter,
    { after, limit = 50, direction = 'desc' }: ListPage = {},
  ): Promise<Listed<TransactionRecord>> {
    const found: TransactionRecord[] = []
    let looked = 0
    for await (const read of readTransactions(collections, filter, { direction, after })) {
      found.push(...read.items)
      looked += read.looked
      if (found.length > limit) break
      if (looked >= mostLookedAt && found.length > 0) return { items: found, hasNextPage: true }
    }
    return listed(found, limit)
  }

  return {
    findAccounts: (filter: AccountFilter, page: ListPage = {}) =>
      reached(findAccounts(accounts, filter, page)),
    findTransactions: (filter: TransactionFilter, page?: ListPage) =>
      reached(findTransactions(filter, page)),
    sources: (account: AccountId) => reached(sources(account)),
    allTransactions: (filter: TransactionFilter) => allTransactions(collections, filter),
  }
}

export type Listing = ReturnType<typeof createListing>
