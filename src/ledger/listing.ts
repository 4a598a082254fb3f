import type { mongo } from 'mongoose'
import { encodeTime } from 'ulid'
import { reached } from './outage.ts'
import { projectedOf } from './project.ts'
import type { AccountRecord, TransactionRecord } from './records.ts'
import type { Kind } from './types.ts'

export interface AccountFilter {
  org: string
  website?: string | undefined
  currency?: string | readonly string[] | undefined
  /** Null asks for the system's own accounts; absent for those of all users. */
  user?: string | readonly string[] | null | undefined
}

export interface TransactionFilter {
  org: string
  website?: string | undefined
  currency?: string | readonly string[] | undefined
  id?: string | undefined
  user?: string | readonly string[] | undefined
  rule?: string | readonly string[] | undefined
  kind?: Kind | readonly Kind[] | undefined
  key?: string | undefined
  /** Inclusive. */
  from?: Date | undefined
  /** Exclusive. */
  until?: Date | undefined
}

export interface ListPage {
  /** The id of the last item of the page before. */
  after?: string | undefined
  limit?: number | undefined
  /** @default 'desc' */
  direction?: 'asc' | 'desc' | undefined
}

export interface Listed<T> {
  items: readonly T[]
  hasNextPage: boolean
}

/** Lists what the projection keeps, at most a second late. */
export function createListing({ db }: { db: mongo.Db }) {
  const { accounts, transactions } = projectedOf(db)

  /** Sorted by balance, largest first unless told otherwise. */
  async function findAccounts(
    filter: AccountFilter,
    page: ListPage = {},
  ): Promise<Listed<AccountRecord>> {
    const { after, limit = 50, direction = 'desc' } = page
    const order = direction === 'desc' ? -1 : 1
    const last = after === undefined ? null : await reached(accounts.findOne({ _id: after }))
    const found = accounts
      .find({ $and: [accountsOf(filter), last ? beyond(last, order) : {}] })
      .sort({ balance: order, _id: order })
      .limit(limit + 1)
    return listed(await reached(found.toArray()), limit)
  }

  /** Sorted by time, newest first unless told otherwise. */
  async function findTransactions(
    filter: TransactionFilter,
    { after, limit = 50, direction = 'desc' }: ListPage = {},
  ): Promise<Listed<TransactionRecord>> {
    const [order, beyond] = direction === 'desc' ? [-1 as const, '$lt'] : [1 as const, '$gt']
    const found = transactions
      .find({
        $and: [transactionsOf(filter), after === undefined ? {} : { _id: { [beyond]: after } }],
      })
      .sort({ _id: order })
      .limit(limit + 1)
    return listed(await reached(found.toArray()), limit)
  }

  return { findAccounts, findTransactions }
}

export type Listing = ReturnType<typeof createListing>

function accountsOf({ org, website, currency, user }: AccountFilter): mongo.Filter<AccountRecord> {
  return {
    org,
    ...(website === undefined ? {} : { website }),
    ...(currency === undefined ? {} : { currency: oneOf(currency) }),
    user: user === undefined ? { $ne: null } : user === null ? null : oneOf(user),
  }
}

function transactionsOf(filter: TransactionFilter): mongo.Filter<TransactionRecord> {
  const { org, website, currency, id, user, rule, kind, key, from, until } = filter
  return {
    org,
    ...(website === undefined ? {} : { website }),
    ...(currency === undefined ? {} : { currency: oneOf(currency) }),
    ...(user === undefined ? {} : { users: oneOf(user) }),
    ...(rule === undefined ? {} : { rule: oneOf(rule) }),
    ...(kind === undefined ? {} : { kind: oneOf(kind) }),
    ...(key === undefined ? {} : { key }),
    // A posting's id begins with its time, so that the index by id serves for times as well.
    $and: [
      id === undefined ? {} : { _id: id },
      from === undefined ? {} : { _id: { $gte: firstIdAt(from) } },
      until === undefined ? {} : { _id: { $lt: firstIdAt(until) } },
    ],
  }
}

function oneOf<T extends string>(wanted: T | readonly T[]): T | { $in: T[] } {
  return typeof wanted === 'string' ? wanted : { $in: [...wanted] }
}

function firstIdAt(time: Date): string {
  return `pst_${encodeTime(Math.max(0, time.getTime()))}`
}

function beyond({ balance, _id }: AccountRecord, order: 1 | -1): mongo.Filter<AccountRecord> {
  const later = order === -1 ? '$lt' : '$gt'
  return { $or: [{ balance: { [later]: balance } }, { balance, _id: { [later]: _id } }] }
}

function listed<T>(found: readonly T[], limit: number): Listed<T> {
  return { items: found.slice(0, limit), hasNextPage: found.length > limit }
}
