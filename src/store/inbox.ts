import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'

/** One process's way into the inbox. What it writes for a shard is written in the order of its numbers. */
export interface Lane {
  _id: string
  /** It was alive at this time; what is silent for long writes no more. */
  seenAt: Date
}

/** How far the events of a shard are folded. */
export interface Shard {
  _id: number
  /** Up to which number, by lane. */
  folded: Record<string, number>
  /** Counts the pages that were folded: whoever folds the next must know the last. */
  pages: number
  /** Nobody folds now, so that whoever writes something must ring. */
  idle: boolean
  /** When somebody was last at it. */
  seenAt: Date
}

const lanes = new Schema<Lane>({ _id: String, seenAt: Date }, { versionKey: false })
const shards = new Schema<Shard>(
  {
    _id: Number,
    folded: { type: Schema.Types.Mixed, default: {} },
    pages: Number,
    idle: Boolean,
    seenAt: Date,
  },
  { versionKey: false, minimize: false },
)

/** Who writes into the inbox, and how far it is folded. Of all organizations: it is a way, and no record. */
export function createInboxPlaces(connection: Connection) {
  const laneModel = connection.model('InboxLane', lanes, 'inboxLanes')
  const shardModel = connection.model('InboxShard', shards, 'inboxShards')
  return {
    /** Who writes, and how far it is folded, as of one moment: that of the transaction. */
    async extent(session: mongo.ClientSession): Promise<{ lanes: Lane[]; shards: Shard[] }> {
      const shards = await shardModel.find().session(session).lean<Shard[]>()
      return { shards, lanes: await laneModel.find().session(session).lean<Lane[]>() }
    },
    lanes: {
      list: () => laneModel.find().read('primary').readConcern('majority').lean<Lane[]>(),
      /** Makes a lane known, which it must be before anything is written into it. */
      async open(_id: string, seenAt: Date): Promise<void> {
        await laneModel.create({ _id, seenAt })
      },
      /**
       * Says that a lane is alive; false if it was forgotten. It must not come back: nobody knows any more how far it
       * was folded.
       */
      async see(_id: string, seenAt: Date): Promise<boolean> {
        const { matchedCount } = await laneModel.updateOne({ _id }, { $set: { seenAt } })
        return matchedCount === 1
      },
      async remove(_id: string): Promise<void> {
        await laneModel.deleteOne({ _id })
      },
    },
    shards: {
      list: () => shardModel.find().read('primary').sort({ _id: 1 }).lean<Shard[]>(),
      /** As it can no longer be undone: what is folded next begins there. */
      find: (_id: number) =>
        shardModel.findById(_id).read('primary').readConcern('majority').lean<Shard | null>(),
      /** Makes those that are not there yet. */
      async ensure(count: number, seenAt: Date): Promise<void> {
        await shardModel.bulkWrite(
          Array.from({ length: count }, (_, _id) => ({
            updateOne: {
              filter: { _id },
              update: { $setOnInsert: { folded: {}, pages: 0, idle: true, seenAt } },
              upsert: true,
            },
          })),
          { ordered: false },
        )
      },
      /** Moves a shard on by a page; false if somebody else has folded since. */
      async advance(
        { _id, pages }: Pick<Shard, '_id' | 'pages'>,
        folded: Shard['folded'],
        seenAt: Date,
        session: mongo.ClientSession,
      ): Promise<boolean> {
        const { matchedCount } = await shardModel.updateOne(
          { _id, pages },
          { $set: { folded, seenAt, idle: false }, $inc: { pages: 1 } },
          { session },
        )
        return matchedCount === 1
      },
      /** Whoever changes it is the one to act on it. */
      async setIdle(_id: number, idle: boolean, seenAt: Date): Promise<boolean> {
        const { modifiedCount } = await shardModel.updateOne(
          { _id, idle: !idle },
          { $set: { idle, seenAt } },
        )
        return modifiedCount === 1
      },
      async see(_id: number, seenAt: Date): Promise<void> {
        await shardModel.updateOne({ _id }, { $set: { seenAt } })
      },
    },
  }
}
