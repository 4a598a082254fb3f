import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import type { SourceId, SourceMinute } from '../domain/source.ts'

type Stored = SourceMinute & { _id: string }

const schema = new Schema<Stored>(
  {
    _id: String,
    source: String,
    at: Date,
    calls: Number,
    failed: Number,
    limited: Number,
    took: Schema.Types.Mixed,
    answeredAt: Date,
    failedAt: Date,
    limitedAt: Date,
    limitedUntil: Date,
  },
  { versionKey: false },
)
schema.index({ source: 1, at: -1 })
const keptSeconds = 86_400
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds })

// No tenancy here: a platform answers everybody or nobody.
export function createSourceMinutes(connection: Connection) {
  const model = connection.model('SourceMinute', schema, 'sourceMinutes')
  return {
    model,
    /** Adds what one process has seen to what others have. */
    async add(minutes: readonly SourceMinute[]): Promise<void> {
      if (minutes.length === 0) return
      await model.bulkWrite(
        minutes.map(({ source, at, calls, failed, limited, took, ...times }) => ({
          updateOne: {
            filter: { _id: `${source}:${at.toISOString()}` },
            update: {
              $setOnInsert: { source, at },
              $inc: {
                ...{ calls, failed, limited },
                ...Object.fromEntries(took.map((count, index) => [`took.${index}`, count])),
              },
              $max: Object.fromEntries(Object.entries(times).filter(([, time]) => time)),
            },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },
    /** Since then, newest first; the last one before that if there are none. */
    async since(source: SourceId, from: Date): Promise<SourceMinute[]> {
      const found = await model
        .find({ source, at: { $gte: from } })
        .sort({ at: -1 })
        .lean<Stored[]>()
      return found.map(read)
    },
    /** When it last answered, as far as that is still known. */
    async lastAnswer(source: SourceId): Promise<Date | undefined> {
      const found = await model
        .findOne({ source, answeredAt: { $exists: true } })
        .sort({ at: -1 })
        .lean<Stored | null>()
      return found?.answeredAt
    },
  }
}

/** Counts by number are stored as fields of an object. */
function read({ _id, took, ...minute }: Stored): SourceMinute {
  return { ...minute, took: Object.assign([], took) }
}
