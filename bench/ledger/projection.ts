import type { mongo } from 'mongoose'
import { until } from '../../engines/wait.ts'

const longestMs = 60_000

/**
 * How long it takes until the listed accounts stand where their last entries are: until they count as many entries as
 * credits were answered. Throws if that takes longer than a minute.
 */
export async function secondsBehind(db: mongo.Db, credits: number): Promise<number> {
  const began = performance.now()
  await until('the projection follows', async () => (await listedEntries(db)) >= credits, {
    withinMs: longestMs,
  })
  return (performance.now() - began) / 1000
}

async function listedEntries(db: mongo.Db): Promise<number> {
  const sums = db
    .collection('accounts')
    .aggregate<{ seqs: number }>([
      { $match: { type: 'user' } },
      { $group: { _id: null, seqs: { $sum: '$seq' } } },
    ])
  return (await sums.next())?.seqs ?? 0
}
