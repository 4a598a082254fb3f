import type { mongo } from 'mongoose'
import { Failure, isRetried } from '../domain/failure.ts'
import { orderOfClosing } from './closing.ts'
import { collectionsOf } from './collections.ts'
import { createCommit } from './commit.ts'
import { keyOfEntry } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { orderOfCapture, orderOfHold, orderOfVoid } from './holding.ts'
import { createLane } from './lane.ts'
import { reached } from './outage.ts'
import { orderOfPosting } from './posting.ts'
import { createReading } from './reading.ts'
import { orderOfReversal } from './reversing.ts'
import type { AccountId, Ledger, Posted, Posting } from './types.ts'

export interface LedgerOptions {
  db: mongo.Db
  client: mongo.MongoClient
  /** How far a user's account may fall. System accounts have no floor. @default 0 */
  floorOf?: (account: AccountId) => bigint
  now?: () => Date
  /** For how long lost races and outages are tried again before the answer is `unavailable`. @default 15000 */
  patienceMs?: number
}

const holdsPerRound = 200

/** The ledger on a MongoDB replica set. Any number of them, in any number of processes, may write to one database. */
export function createLedger({
  db,
  client,
  floorOf = () => 0n,
  now = () => new Date(),
  patienceMs = 15_000,
}: LedgerOptions): Ledger {
  const collections = collectionsOf(db)
  const lane = createLane(createCommit({ client, collections, floorOf, now, patienceMs }))
  const { storedPosting, ...reading } = createReading(collections)

  async function post(posting: Posting): Promise<Posted> {
    return lane.submit(orderOfPosting(posting))
  }

  async function findHold(key: string): Promise<StoredEntry> {
    const [hold] = await storedPosting(key)
    if (hold?.kind !== 'hold') throw new Failure('not_found', 'there is no such hold')
    return hold
  }

  async function expireHolds(at: Date): Promise<number> {
    let expired = 0
    let keys: string[] = []
    for await (const { _id } of collections.holds.find({ expiresAt: { $lte: at } })) {
      keys.push(_id)
      if (keys.length === holdsPerRound) {
        expired += await releaseHolds(keys)
        keys = []
      }
    }
    return expired + (await releaseHolds(keys))
  }

  async function releaseHolds(keys: readonly string[]): Promise<number> {
    const answers = await Promise.all(
      keys.map(async (key) => valueOf(lane.submit(orderOfVoid(await findHold(key), 'expired')))),
    )
    for (const answer of answers) {
      if (answer instanceof Failure && isRetried(answer.code)) throw answer
    }
    // One that was captured meanwhile is refused here, and is not ours.
    return answers.filter((answer) => !(answer instanceof Failure) && !answer.replayed).length
  }

  return {
    ...reading,
    post,
    postAll: (postings) => Promise.all(postings.map((posting) => valueOf(post(posting)))),
    reverse: async (reversal) =>
      lane.submit(orderOfReversal(reversal, await storedPosting(keyOfEntry(reversal.entry)))),
    hold: async (hold) => lane.submit(orderOfHold(hold, now())),
    capture: async ({ hold, ...capture }) =>
      lane.submit(orderOfCapture(await findHold(hold), capture, now())),
    void: async (hold, reason) => lane.submit(orderOfVoid(await findHold(hold), reason)),
    expireHolds: (at) => reached(expireHolds(at)),
    close: async (account) => void (await lane.submit(orderOfClosing(account))),
  }
}

/** A failure as a value, where one must not end the others. */
async function valueOf(answer: Promise<Posted>): Promise<Posted | Failure> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}
