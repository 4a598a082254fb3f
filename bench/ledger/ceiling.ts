import type { mongo } from 'mongoose'
import { connect } from './contender.ts'
import type { Contender } from './contender.ts'
import type { Job } from './job.ts'

type Entry = mongo.BSON.Document

/** Where our ledger keeps its entries. */
const entriesName = 'entries'
const batchSize = 500
/** More than one connection gets done in a second on most machines; where they run out, the window ends there. */
const mostPerSecond = 35_000

/** How many entries it takes to write for so long. */
export function entriesFor(ms: number): number {
  return (ms / 1000) * mostPerSecond
}

/**
 * B3: what mongod can take when nothing is decided. It writes the very entries that our ledger wrote to the source, in
 * their order and under the same two indexes, outside of any transaction; with the variant `balances` it then adds up
 * each account's balance by unordered upserts.
 */
export async function openCeiling(job: Job): Promise<Contender> {
  const client = await connect(job.url)
  const from = client.db(job.source).collection<Entry>(entriesName, { useBigInt64: true })
  const db = client.db(job.database)
  const entries = db.collection<Entry>(entriesName)
  const balances = db.collection<{ _id: string; count: number }>('balances')

  const accountField = await copyIndex(from, entries)
  const enough = entriesFor(job.warmMs + job.windowMs)
  const left = await from.find().sort({ $natural: 1 }).limit(enough).toArray()
  left.reverse()

  return {
    async send() {
      const batch = left.splice(-batchSize).reverse()
      if (batch.length < batchSize) return 0
      await entries.insertMany(batch)
      if (job.variant === 'balances') await addUp(batch)
      return batch.length
    },
    close: () => client.close(),
  }

  async function addUp(batch: readonly Entry[]) {
    const counts = new Map<string, number>()
    for (const entry of batch) {
      const account = String(entry[accountField])
      counts.set(account, (counts.get(account) ?? 0) + 1)
    }
    const updates = [...counts].map(([_id, count]) => ({
      updateOne: { filter: { _id }, update: { $inc: { count } }, upsert: true },
    }))
    await balances.bulkWrite(updates, { ordered: false })
  }
}

/**
 * Under the index that every entry is in, beside that of `_id`. Indexes of few entries are left out, which is in the
 * ceiling's favour. Returns the field that names an entry's account, the first of that index.
 */
async function copyIndex(from: mongo.Collection<Entry>, to: mongo.Collection<Entry>) {
  const whole = (await from.indexes()).filter(
    ({ name, partialFilterExpression }) => name !== '_id_' && !partialFilterExpression,
  )
  const [index] = whole
  const [field] = Object.keys(index?.key ?? {})
  if (!index || !field || whole.length > 1) {
    throw new Error('entries should have one index that all of them are in, beside that of _id')
  }
  await to.createIndex(index.key, { unique: index.unique === true })
  return field
}
