import { setTimeout as delay } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import { collectionsOf, prepare } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import type { AccountId } from '../types.ts'
import { createCounting } from './counting.ts'
import { currenciesIn, stripesOf } from './stripes.ts'
import { prepareTotals, totalsOf } from './total-records.ts'

export interface TotalFollowerOptions {
  db: mongo.Db
  /** Told of what interrupted it; it goes on by itself. */
  onError: (error: unknown) => void
}

interface Change {
  _id: unknown
  fullDocument: { account: AccountId }
}

type Stream = mongo.ChangeStream<StoredEntry, mongo.ChangeStreamDocument<StoredEntry> & Change>

const gatherMs = 200
const waitMs = 250
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
        await pause(signal)
      }
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const stream: Stream = collections.entries.watch(rounds, { maxAwaitTimeMS: waitMs })
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

const rounds = [
  { $match: { operationType: 'insert', 'fullDocument.programme': { $exists: true } } },
  { $project: { 'fullDocument.account': 1 } },
]

/** The accounts on which a round was summed up by now, or within a moment. */
async function movedSince(stream: Stream): Promise<AccountId[]> {
  const moved = new Set<AccountId>()
  for (const end = performance.now() + gatherMs; performance.now() < end;) {
    const change = await stream.tryNext()
    if (!change) break
    moved.add(change.fullDocument.account)
  }
  return [...moved]
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(restartMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
