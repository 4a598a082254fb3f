import type { mongo } from 'mongoose'
import { lastUntil } from './as-of.ts'
import { collectionsOf } from './collections.ts'
import type { Collections } from './collections.ts'
import { readHeads } from './heads.ts'
import type { Head } from './heads.ts'
import { createRootDay } from './root-day.ts'
import type { Standing } from './root-day.ts'
import { dayAfter, endOfDay, lastDayDue, prepareRoots, rootsOf } from './root.ts'
import type { AccountId } from './types.ts'

/** So many are made in one pass over the accounts. */
const mostDays = 31
const accountsPerBatch = 1_000

/**
 * Makes the roots of all days that are over and have none, each as of its end, and says how many. The first root ever
 * covers everything up to the end of yesterday. Several may run at once.
 */
export async function makeRoots(db: mongo.Db, now: Date): Promise<number> {
  const collections = collectionsOf(db)
  const stores = rootsOf(db)
  const last = await stores.roots.findOne({}, { sort: { _id: -1 } })
  const due = daysDue(last?._id, now)
  if (due.length === 0 || !(await collections.entries.findOne({}, { projection: { _id: 1 } }))) {
    return 0
  }
  await prepareRoots(stores)
  const first = last ? endOfDay(last._id).getTime() : -Infinity
  const days = due.map((day, index) => {
    const before = due[index - 1]
    return createRootDay(stores, day, before ? endOfDay(before).getTime() : first)
  })
  for await (const accounts of accountsInOrder(collections)) {
    const heads = await readHeads(collections, accounts)
    for (const day of days) {
      for (const standing of await standingsAt(collections, heads, accounts, day.end)) {
        await day.take(standing)
      }
    }
  }
  let previous = last?.root ?? ''
  for (const day of days) previous = await day.finish(previous, now)
  return days.length
}

function daysDue(last: string | undefined, now: Date): string[] {
  const end = lastDayDue(now)
  const days: string[] = []
  for (let day = last ? dayAfter(last) : end; day <= end; day = dayAfter(day)) {
    if (days.push(day) === mostDays) break
  }
  return days
}

/** The names of all accounts; MongoDB skips from one to the next (DISTINCT_SCAN). */
async function* accountsInOrder({ entries }: Collections): AsyncGenerator<AccountId[]> {
  const pipeline = [
    { $sort: { account: 1, seq: 1 } },
    { $group: { _id: '$account', seq: { $first: '$seq' } } },
  ]
  let batch: AccountId[] = []
  for await (const { _id } of entries.aggregate<{ _id: AccountId }>(pipeline)) {
    if (batch.push(_id) < accountsPerBatch) continue
    yield batch
    batch = []
  }
  yield batch
}

/** Where these accounts stood before `end`, those that were there, in their order. */
async function standingsAt(
  collections: Collections,
  heads: ReadonlyMap<AccountId, Head>,
  accounts: readonly AccountId[],
  end: Date,
): Promise<Standing[]> {
  const standings = await Promise.all(
    accounts.map((account) => standingOf(collections, account, heads.get(account), end)),
  )
  return standings.filter((standing) => standing !== undefined)
}

async function standingOf(
  collections: Collections,
  account: AccountId,
  head: Head | undefined,
  end: Date,
): Promise<Standing | undefined> {
  if (!head) return undefined
  const { seq, hash, at } = head
  if (at < end.getTime()) return { account, seq, hash, at }
  const then = await lastUntil(collections, account, new Date(end.getTime() - 1))
  if (!then) return undefined
  const entry = await collections.entries.findOne({ account, seq: then.seq })
  if (!entry) throw new Error(`entry ${then.seq} of ${account} is missing`)
  return { account, seq: entry.seq, hash: entry.hash, at: entry.at.getTime() }
}
