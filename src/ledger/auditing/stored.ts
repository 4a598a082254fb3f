import type { mongo } from 'mongoose'
import { collectionsOf } from '../collections.ts'
import type { OpenHold } from '../collections.ts'
import { entryIdOf } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { settlementKeyOf } from '../holding.ts'
import { projectedOf } from '../project.ts'
import { rootsOf } from '../root.ts'
import type { Leaf, Root, RootPage } from '../root.ts'
import type { AccountId } from '../types.ts'
import { batchesOf } from './batches.ts'
import { entriesInOrder } from './entries-in-order.ts'
import type { Stretch } from './entries-in-order.ts'

export interface Place {
  account: AccountId
  seq: number
}

/** An account as it is listed, as far as its entries tell it. */
export interface Listed {
  _id: AccountId
  seq: number
  balance: bigint
  held: bigint
}

/**
 * All that an audit reads. Entries are the bytes that are stored: what the driver makes of them hides of which types they
 * were.
 */
export interface Stored {
  /** All of them, by account and seq; `until` leaves out what is later. */
  entriesInOrder: (until: Date | undefined) => AsyncIterable<Stretch>
  /** All on accounts whose names begin like this and go on with a colon, by account and seq. */
  entriesUnder: (name: string) => AsyncIterable<readonly Buffer[]>
  entriesById: (ids: readonly string[]) => Promise<readonly Buffer[]>
  entriesAt: (places: readonly Place[]) => Promise<readonly Buffer[]>
  holds: () => AsyncIterable<OpenHold>
  /** As of one moment: which of these holds are open, and the entries that settled the others. */
  holdsAndEnds: (
    keys: readonly string[],
  ) => Promise<{ open: readonly OpenHold[]; ends: readonly Buffer[] }>
  /** Some, in the order of their names, behind this one. */
  accountsAfter: (account: AccountId) => Promise<readonly Listed[]>
  roots: () => Promise<readonly Root[]>
  /** In their order. */
  leavesOf: (root: Root) => AsyncIterable<readonly Leaf[]>
}

const batchSize = 1_000
const accountsPerQuery = 4_000

/** What is stored in a database. */
export function storedIn(db: mongo.Db): Stored {
  const collections = collectionsOf(db)
  const { entries, holds } = collections
  const accounts = projectedOf(db)
  const { roots, pages } = rootsOf(db)

  function rawEntries(filter: mongo.Filter<StoredEntry>, options: mongo.FindOptions = {}) {
    // The driver's types do not know what `raw` does.
    return entries.find(filter, { ...options, raw: true }) as unknown as mongo.FindCursor<Buffer>
  }

  const byIds = (ids: readonly string[]) => ({ _id: { $in: [...ids] } })

  return {
    entriesInOrder: (until) => entriesInOrder(collections, until),
    entriesUnder: (name) =>
      batchesOf(
        rawEntries(
          { account: { $gte: `${name}:`, $lt: `${name};` } },
          { sort: inOrder, batchSize },
        ),
      ),
    entriesById: (ids) => rawEntries(byIds(ids)).toArray(),
    entriesAt: (places) =>
      rawEntries({ $or: places.map(({ account, seq }) => ({ account, seq })) }).toArray(),
    holds: () => holds.find({}, { batchSize }),
    async holdsAndEnds(keys) {
      const session = db.client.startSession({ snapshot: true })
      const options = { session, readConcern: { level: 'snapshot' } } as const
      const settlements = keys.map((key) => entryIdOf(settlementKeyOf(key), 0))
      try {
        const open = await holds.find(byIds(keys), options).toArray()
        return { open, ends: await rawEntries(byIds(settlements), options).toArray() }
      } finally {
        await session.endSession()
      }
    },
    accountsAfter: (account) =>
      accounts
        .find<Listed>({ _id: { $gt: account } }, { projection: listed, sort: { _id: 1 } })
        .limit(accountsPerQuery)
        .toArray(),
    roots: () => roots.find({}, { sort: { _id: 1 } }).toArray(),
    leavesOf: ({ pages: name }) =>
      pages.find({ pages: name }, { sort: { first: 1 } }).map(({ leaves }: RootPage) => leaves),
  }
}

const inOrder = { account: 1, seq: 1 } as const
const listed = { seq: 1, balance: 1, held: 1 }
