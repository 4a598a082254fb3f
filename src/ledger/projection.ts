import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { collectionsOf, prepare } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import { pause } from './pause.ts'
import { prepareProjected, project, projectedOf } from './project.ts'
import { projectable } from './records.ts'
import type { Projectable } from './records.ts'

export interface ProjectionOptions {
  db: mongo.Db
  /** Told of what interrupted the projection; it goes on by itself. */
  onError: (error: unknown) => void
}

/** How far the entries were followed. */
interface Position {
  _id: 'ledger'
  token: unknown
}

interface Change {
  _id: unknown
  fullDocument: Projectable
}

type Stream = mongo.ChangeStream<StoredEntry, mongo.ChangeStreamDocument<StoredEntry> & Change>

/** Accounts that are busy come up once in a batch, however often they moved. */
const batchSize = 10_000
const gatherMs = 200
const waitMs = 250
const restartMs = 1_000
/** Saved now and then even when nothing happens: a place that stays behind leaves the oplog one day. */
const idleSaveMs = 60_000
/** Where a change stream can no longer be resumed: ChangeStreamHistoryLost, -FatalError, InvalidResumeToken. */
const lostCodes: readonly unknown[] = [286, 280, 260]

/**
 * Keeps `accounts` behind the entries, for listing and ranking; nothing is decided by them.
 * Several may run at once: what they write is the same.
 */
export function createProjection({ db, onError }: ProjectionOptions) {
  const collections = collectionsOf(db)
  const { entries } = collections
  const projected = projectedOf(db)
  const positions = db.collection<Position>('projections')

  /** Follows the entries until it is told to stop. */
  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await prepare(collections)
        await prepareProjected(projected)
        await follow(await startingPoint(), signal)
      } catch (error) {
        onError(error)
        if (isLost(error)) await positions.deleteOne({ _id: 'ledger' })
        await pause(restartMs, signal)
      }
    }
  }

  async function startingPoint(): Promise<mongo.ChangeStreamOptions> {
    const saved = await positions.findOne({ _id: 'ledger' })
    return saved ? { resumeAfter: saved.token } : rebuild()
  }

  /** Reads all entries there are. The session makes sure that none older than the answer is missed. */
  async function rebuild(): Promise<mongo.ChangeStreamOptions> {
    const session = db.client.startSession({ causalConsistency: true })
    try {
      const { operationTime } = await db.command({ ping: 1 }, { session })
      await projectAll(session)
      return { startAtOperationTime: operationTime as mongo.Timestamp }
    } finally {
      await session.endSession()
    }
  }

  async function projectAll(session: mongo.ClientSession): Promise<void> {
    let batch: Projectable[] = []
    const all = entries.find({}, { session, projection: projectable }).sort({ account: 1, seq: 1 })
    for await (const entry of all) {
      batch.push(entry)
      if (batch.length < batchSize) continue
      await project(projected, batch)
      batch = []
    }
    await project(projected, batch)
  }

  async function follow(start: mongo.ChangeStreamOptions, signal: AbortSignal): Promise<void> {
    const stream: Stream = entries.watch(inserts, {
      ...start,
      maxAwaitTimeMS: waitMs,
      batchSize,
    })
    let savedAt = -Infinity
    try {
      while (!signal.aborted) {
        const batch = await nextBatch(stream)
        await project(projected, batch)
        if (batch.length === 0 && performance.now() - savedAt < idleSaveMs) continue
        await save(stream.resumeToken)
        savedAt = performance.now()
      }
    } finally {
      await stream.close()
    }
  }

  async function save(token: unknown): Promise<void> {
    await positions.updateOne({ _id: 'ledger' }, { $set: { token } }, { upsert: true })
  }

  return { run }
}

/** Only what is needed of them: the entry that sums a round up names all its postings. */
const inserts = [
  { $match: { operationType: 'insert' } },
  {
    $project: Object.fromEntries(
      Object.keys(projectable).map((name) => [`fullDocument.${name}`, 1]),
    ),
  },
]

/** What there is, or comes within a moment: entries are written in rounds, and are cheaper to follow in batches. */
async function nextBatch(stream: Stream): Promise<Projectable[]> {
  const batch: Projectable[] = []
  const end = performance.now() + gatherMs
  while (batch.length < batchSize && performance.now() < end) {
    const change = await stream.tryNext()
    if (!change) break
    batch.push(change.fullDocument)
  }
  return batch
}

function isLost(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoError && lostCodes.includes(error.code)
}
