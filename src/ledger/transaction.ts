import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Collections } from './collections.ts'
import type { Written } from './round.ts'

const { MongoError } = mongoose.mongo
const duplicateKey = 11000
const commitTries = 5

/** Writes a round in one transaction: all of it is durable when this returns, or none of it is stored. */
export async function writeRound(
  client: mongo.MongoClient,
  collections: Collections,
  written: Written,
): Promise<void> {
  const session = client.startSession({ causalConsistency: false })
  try {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
    })
    await insert(session, collections, written)
    await commit(session)
  } finally {
    // Ends what was not committed, too.
    await session.endSession()
  }
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
  { entries, holds }: Collections,
  { entries: documents, opened, settled }: Written,
): Promise<void> {
  await entries.insertMany([...documents], { session })
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
