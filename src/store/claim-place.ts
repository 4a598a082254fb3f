import type { Connection, mongo } from 'mongoose'

/** How far the changes of claims were followed, and who follows them. */
export interface ClaimPlace {
  _id: 'claims'
  holder: string
  until: Date
  /** Where the stream of changes goes on. Missing until everything that was there before is counted. */
  token?: unknown
  /** Everything that changed before is counted. */
  asOf?: Date | undefined
}

const _id = 'claims'

/** The one place from which the changes of claims are followed. That only one follows saves work; nothing depends on it. */
export function createClaimPlace(connection: Connection) {
  const db = connection.getClient().db(connection.name)
  const places = db.collection<ClaimPlace>('claimCountPlaces', { writeConcern: { w: 'majority' } })

  return {
    /** Nothing while somebody else has it. */
    async take(holder: string, now: Date, until: Date): Promise<ClaimPlace | null> {
      const isFree = { $or: [{ holder }, { until: { $lte: now } }] }
      try {
        return await places.findOneAndUpdate(
          { _id, ...isFree },
          { $set: { holder, until } },
          { upsert: true, returnDocument: 'after' },
        )
      } catch (error) {
        if (isTaken(error)) return null
        throw error
      }
    },
    /** False if somebody else has it now. */
    async keep(holder: string, until: Date, moved: Partial<ClaimPlace> = {}): Promise<boolean> {
      const { matchedCount } = await places.updateOne(
        { _id, holder },
        { $set: { ...moved, until } },
      )
      return matchedCount === 1
    },
    async leave(holder: string, now: Date): Promise<void> {
      await places.updateOne({ _id, holder }, { $set: { until: now } })
    },
    /** The stream cannot go on from there: whoever follows next counts everything again. */
    async forget(holder: string): Promise<void> {
      await places.updateOne({ _id, holder }, { $unset: { token: 1 } })
    },
    find: (): Promise<ClaimPlace | null> => places.findOne({ _id }),
    /** The changes of claims from there on, or from now on. */
    watch(token: unknown): ClaimStream {
      return db.collection<{ _id: string }>('claims').watch(changes, {
        maxAwaitTimeMS: 250,
        ...(token === undefined ? {} : { resumeAfter: token }),
      })
    },
  }
}

export type ClaimStream = mongo.ChangeStream<{ _id: string }, ClaimChange>
type ClaimChange = mongo.ChangeStreamDocument<{ _id: string }> & {
  documentKey: { _id: string }
  clusterTime: mongo.Timestamp
}

const changes = [
  { $match: { operationType: { $in: ['insert', 'update', 'replace', 'delete'] } } },
  { $project: { documentKey: 1, clusterTime: 1 } },
]

/** An upsert that finds it in another one's hands cannot insert it. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000
}
