import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Collections } from './collections.ts'
import type { Written } from './round.ts'

const { MongoError, MongoServerError } = mongoose.mongo
const duplicateKey = 11000
const commitTries = 5

export interface Transaction {
  commit: () => Promise<void>
  /** Ends it, if it was not committed. */
  end: () => Promise<void>
}

/**
 * Writes rounds, each in a transaction. Sessions are used in turn and again, because MongoDB drops the transaction that is
 * open in a session when another one begins in it: one that could not be ended, since the network was gone, would lock its
 * accounts to everybody, until a limit that is a minute if nobody changed it.
 */
export function createTransactions(client: mongo.MongoClient, collections: Collections) {
  const idle: mongo.ClientSession[] = []

  /** Writes a round up to its commit: nothing of it is stored or seen until then. */
  async function begin(written: Written): Promise<Transaction> {
    const session = idle.shift() ?? client.startSession({ causalConsistency: false })
    const end = async () => {
      if (session.inTransaction()) await session.abortTransaction()
      idle.push(session)
    }
    try {
      session.startTransaction({
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        readPreference: 'primary',
      })
      await insert(session, collections, written)
      return { commit: () => commit(session), end }
    } catch (error) {
      await end()
      throw error
    }
  }

  return { begin }
}

/** Whether another writer came first, or the server asks for the transaction to be run again. */
export function isLostRace(error: unknown): boolean {
  return (
    error instanceof MongoError &&
    (error.code === duplicateKey ||
      error.hasErrorLabel('TransientTransactionError') ||
      isUnknownCommit(error))
  )
}

async function insert(
  session: mongo.ClientSession,
  { db, entries, holds }: Collections,
  { entries: documents, opened, settled }: Written,
): Promise<void> {
  // The command itself: `insertMany` measures every document before it sends it, at a third of a posting's cost.
  const { collectionName } = entries
  const answer: { writeErrors?: mongo.ErrorDescription[] } = await db.command(
    { insert: collectionName, documents, ordered: true },
    { session, ignoreUndefined: true },
  )
  const [wrong] = answer.writeErrors ?? []
  if (wrong) throw new MongoServerError(wrong)
  if (opened.length > 0) await holds.insertMany([...opened], { session })
  if (settled.length > 0) await holds.deleteMany({ _id: { $in: [...settled] } }, { session })
}

/** A commit whose answer was lost may be sent again; it counts once. */
async function commit(session: mongo.ClientSession): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      if (!isUnknownCommit(error) || tries === commitTries) throw error
    }
  }
}

function isUnknownCommit(error: unknown): error is mongo.MongoError {
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult')
}
