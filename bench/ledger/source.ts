import type { mongo } from 'mongoose'
import { createLedger } from '../../src/ledger/ledger.ts'
import { inParallel } from '../statistics.ts'
import { audited } from './audited.ts'
import { entriesFor } from './ceiling.ts'
import { createCredits } from './credits.ts'
import { postingOf } from './ours.ts'
import type { Stage } from './stage.ts'

const batchSize = 500

/** A database that our ledger has written, for as long as it is used: the ceiling writes its entries again. */
export async function onSource<T>(
  stage: Stage,
  { warmMs, windowMs }: { warmMs: number; windowMs: number },
  use: (source: string) => Promise<T>,
): Promise<T> {
  return stage.onDatabase(async (source, db) => {
    await fill(stage.client, db, entriesFor(warmMs + windowMs))
    return use(source)
  })
}

async function fill(client: mongo.MongoClient, db: mongo.Db, credits: number): Promise<void> {
  const ledger = createLedger({ db, client })
  const { next } = createCredits({ spread: 'uniform', writer: 0 })
  await inParallel(Math.ceil(credits / batchSize), 2, async () => {
    await ledger.postAll(Array.from({ length: batchSize }, () => postingOf(next())))
  })
  await ledger.drain()
  await audited(db, credits)
}
