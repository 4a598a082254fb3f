import type { mongo } from 'mongoose'
import { Failure } from '../domain/failure.ts'
import { orderOfClosing } from './closing.ts'
import { collectionsOf } from './collections.ts'
import { createCommit } from './commit.ts'
import { keyOfEntry } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { orderOfCapture, orderOfHold, orderOfVoid } from './holding.ts'
import { createForecast } from './forecast.ts'
import { createLane } from './lane.ts'
import { createOverdue } from './overdue.ts'
import { orderOfPosting } from './posting.ts'
import { createReading } from './reading.ts'
import { orderOfReversal } from './reversing.ts'
import { orderOfSpending } from './spending.ts'
import type { AccountId, Ledger, Posted, Posting } from './types.ts'
import { valueOf } from './value-of.ts'

export interface LedgerOptions {
  db: mongo.Db
  client: mongo.MongoClient
  /** How far a user's account may fall. System accounts have no floor. @default 0 */
  floorOf?: (account: AccountId) => bigint
  now?: () => Date
  /** For how long lost races and outages are tried again before the answer is `unavailable`. @default 15000 */
  patienceMs?: number
  /** How many postings may wait for their round; beyond it they are `unavailable`. @default 20000 */
  mostWaiting?: number
  /** Of how many accounts the last entry is kept in memory, about 1 kB each; twice as many at most. @default 10000 */
  cachedAccounts?: number
}

/** The ledger on a MongoDB replica set. Any number of them, in any number of processes, may write to one database. */
export function createLedger({
  db,
  client,
  floorOf = () => 0n,
  now = () => new Date(),
  patienceMs = 15_000,
  mostWaiting = 20_000,
  cachedAccounts = 10_000,
}: LedgerOptions): Ledger {
  const collections = collectionsOf(db)
  const { commit, giveBack } = createCommit({
    client,
    collections,
    floorOf,
    now,
    patienceMs,
    cachedAccounts,
  })
  const lane = createLane({ commit, mostWaiting })
  const { storedPosting, ...reading } = createReading(collections)
  const overdue = createOverdue({ collections, submit: lane.submit, storedPosting })

  /** Not `async`, which would make two promises more of every posting. */
  function post(posting: Posting): Promise<Posted> {
    try {
      return lane.submit(orderOfPosting(posting, now()))
    } catch (error) {
      if (error instanceof Error) return Promise.reject(error)
      throw error
    }
  }

  async function findHold(key: string): Promise<StoredEntry> {
    const [hold] = await storedPosting(key)
    if (hold?.kind !== 'hold') throw new Failure('not_found', 'there is no such hold')
    return hold
  }

  async function drain(): Promise<void> {
    await lane.drain()
    await giveBack()
  }

  return {
    ...reading,
    ...createForecast(collections),
    ...overdue,
    post,
    postAll: (postings) => Promise.all(postings.map((posting) => valueOf(post(posting)))),
    spend: async (spending) => lane.submit(orderOfSpending(spending, floorOf)),
    reverse: async (reversal) =>
      lane.submit(orderOfReversal(reversal, await storedPosting(keyOfEntry(reversal.entry)))),
    hold: async (hold) => lane.submit(orderOfHold(hold, now())),
    capture: async ({ hold, ...capture }) =>
      lane.submit(orderOfCapture(await findHold(hold), capture, now())),
    void: async (hold, reason) => lane.submit(orderOfVoid(await findHold(hold), reason)),
    close: async (account) => void (await lane.submit(orderOfClosing(account))),
    drain,
    waiting: lane.size,
  }
}
