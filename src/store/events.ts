import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** What a fact was counted at: its own time, or, where that cannot be believed, the time it came. */
export type Clock = 'ts' | 'arrival'

/** By what two sendings of the same fact are told to be one. */
export type EventIdentity = 'id' | 'content' | 'none'

/** What a user did, as the customer sent it. Written once; whether it is folded its place in the lane tells. */
export interface EventRecord {
  /** Made from its identity, so that the index that makes it unique is the one that makes it count once. */
  _id: string
  org: string
  website: string
  /** Its place: `seq` counts from 1 within the lane of the process that took it and the shard of its account. */
  shard: number
  lane: string
  seq: number
  platform: string
  account: string
  says: Said
  identity: EventIdentity
  at: Date
  clock: Clock
  acceptedAt: Date
  /** Tasks it was for that could not count it, and why. */
  missed?: readonly Missed[] | undefined
}

/** What was said: an event, a value for a stream, or a value for one task. */
export type Said =
  | {
      kind: 'event'
      category: string
      name: string
      /** The JSON text of what was sent, so that no key and no number is changed by being stored. */
      data: string
      ts?: string | number | undefined
    }
  | { kind: 'stream'; stream: string; value: string }
  | { kind: 'action'; rule: string; value: string }

/** Some of what a lane holds, from a place on. */
export interface LanePart {
  events: readonly EventRecord[]
  isAll: boolean
}

export interface Missed {
  rule: string
  reason: string
}

const schema = new Schema<EventRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    shard: Number,
    lane: String,
    seq: Number,
    platform: String,
    account: String,
    says: Schema.Types.Mixed,
    identity: String,
    at: Date,
    clock: String,
    acceptedAt: Date,
    missed: Schema.Types.Mixed,
  },
  { versionKey: false, minimize: false },
)
const byPlace = { shard: 1, lane: 1, seq: 1 } as const
schema.index(byPlace)
schema.plugin(tenancy)

const duplicateKey = 11000
const longestInsertMs = 30_000

/** The events that customers sent: the inbox, and what a task can be counted from again. */
export function createEvents(connection: Connection) {
  const model = connection.model('Event', schema, 'events')
  const { collection } = model

  /**
   * Writes events down in the order given, in one command; false for each whose identity is there already. What fails
   * halfway fails as a whole: nobody knows then how far it came.
   */
  async function insert(events: readonly EventRecord[]): Promise<readonly boolean[]> {
    const { db } = collection.conn
    if (!db) throw new Error('events cannot be written: there is no connection')
    // The command itself: `insertMany` measures every document before it sends it.
    const answer = await db.command(
      {
        insert: collection.collectionName,
        documents: events,
        ordered: false,
        maxTimeMS: longestInsertMs,
        writeConcern: { w: 'majority', j: true },
      },
      { ignoreUndefined: true },
    )
    const { writeErrors = [], writeConcernError } = answer as {
      writeErrors?: { index: number; code: number; errmsg: string }[]
      writeConcernError?: { errmsg: string }
    }
    const other = writeErrors.find(({ code }) => code !== duplicateKey) ?? writeConcernError
    if (other) throw new Error(`events were not written: ${other.errmsg}`)
    const taken = new Set(writeErrors.map(({ index }) => index))
    return events.map((_event, index) => !taken.has(index))
  }

  return {
    model,
    insert,
    findMany: (ids: readonly string[]) =>
      model.find({ _id: { $in: [...ids] } }, null, { allOrgs: true }).lean<EventRecord[]>(),
    /**
     * What a lane holds for a shard beyond a place, in the order it was accepted; only what can no longer be lost. Of
     * large events fewer than were asked for, so that a page has its place in memory; whether it is all there is said.
     */
    async after(shard: number, lane: string, seq: number, limit: number): Promise<LanePart> {
      const cursor = collection.find({ shard, lane, seq: { $gt: seq } } as never, {
        readConcern: { level: 'majority' },
        sort: { seq: 1 },
        limit,
        batchSize: limit,
      })
      // MongoDB ends a batch at 16 MB, whatever is left.
      await cursor.hasNext()
      const events = cursor.readBufferedDocuments() as unknown as EventRecord[]
      const isAll = events.length < limit && cursor.id?.isZero() !== false
      await cursor.close()
      return { events, isAll }
    },
    /** The lanes that hold something for a shard, also those that are forgotten by now. */
    async lanesOf(shard: number): Promise<readonly string[]> {
      const lanes: string[] = []
      for (let last = ''; ;) {
        const [found] = (await collection
          .find({ shard, lane: { $gt: last } } as never, {
            ...{ sort: { lane: 1, seq: 1 }, hint: byPlace, limit: 1 },
            projection: { _id: 0, lane: 1 },
          })
          .toArray()) as unknown as { lane: string }[]
        if (!found) return lanes
        last = found.lane
        lanes.push(last)
      }
    },
    /** Those of a lane, beyond one place and up to another, that fit a filter, in the order they were accepted. */
    between: (
      { shard, lane, after, upTo }: { shard: number; lane: string; after: number; upTo: number },
      filter: object,
      limit: number,
      session?: mongo.ClientSession,
    ) =>
      collection
        .find({ ...filter, shard, lane, seq: { $gt: after, $lte: upTo } } as never, {
          ...(session ? { session } : { readConcern: { level: 'majority' } }),
          ...{ sort: { seq: 1 }, hint: byPlace, limit, batchSize: limit },
        })
        .toArray() as unknown as Promise<EventRecord[]>,
    /** Notes on events why tasks they were for could not count them. */
    async miss(
      missed: ReadonlyMap<string, readonly Missed[]>,
      session: mongo.ClientSession,
    ): Promise<void> {
      const operations = [...missed].map(([_id, reasons]) => ({
        updateOne: { filter: { _id }, update: { $set: { missed: reasons } } },
      }))
      if (operations.length === 0) return
      await collection.bulkWrite(operations as never, { session, ordered: false })
    },
  }
}
