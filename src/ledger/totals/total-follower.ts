import type { mongo } from 'mongoose'
import { collectionsOf, prepare } from '../collections.ts'
import { movedSince, watchRounds } from '../following/round-stream.ts'
import { pause } from '../pause.ts'
import type { AccountId } from '../types.ts'
import { createCounting } from './counting.ts'
import { currenciesIn, stripesOf } from './stripes.ts'
import { prepareTotals, totalsOf } from './total-records.ts'

export interface TotalFollowerOptions {
  db: mongo.Db
  /** Told of what interrupted it; it goes on by itself. */
  onError: (error: unknown) => void
}

const restartMs = 1_000
const currenciesAtOnce = 8

/**
 * Keeps the totals behind the rounds that the ledger writes. It stands nowhere but in the positions, which are stored
 * with what they count: whenever it starts it counts all that it has not, and the change stream only says where to look next.
 */
export function createTotalFollower({ db, onError }: TotalFollowerOptions) {
  const collections = collectionsOf(db)
  const totals = totalsOf(db)
  const count = createCounting(collections, totals)

  /** Counts until it is told to stop. */
  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await prepare(collections)
        await prepareTotals(totals)
        await follow(signal)
      } catch (error) {
        onError(error)
        await pause(restartMs, signal)
      }
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const stream = watchRounds(collections)
    try {
      // It is open from its first answer on, so that nothing falls between it and what is there already.
      await movedSince(stream)
      await countAll(signal)
      while (!signal.aborted) await count(await movedSince(stream), signal)
    } finally {
      await stream.close()
    }
  }

  async function countAll(signal: AbortSignal): Promise<void> {
    let some: AccountId[] = []
    for await (const currency of currenciesIn(collections)) {
      some.push(...stripesOf(currency))
      if (some.length < currenciesAtOnce * stripesOf('').length) continue
      await count(some, signal)
      some = []
    }
    await count(some, signal)
  }

  return { run }
}
