import { mongo, Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import type { Counter } from '../domain/task.ts'
import { tenancy } from './tenancy.ts'

/** How far a user has come with a task: the windows that can still count, oldest first. */
export interface CounterRecord extends Counter {
  /** `<rule>:<user>` */
  _id: string
  org: string
  website: string
  rule: string
  user: string
  /** Counts its changes, so that what was worked out from an older state is noticed. */
  revision: number
  updatedAt: Date
}

const schema = new Schema<CounterRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    rule: String,
    user: String,
    windows: Schema.Types.Mixed,
    finished: Boolean,
    revision: Number,
    updatedAt: Date,
  },
  { versionKey: false, minimize: false },
)
schema.index({ org: 1, user: 1 })
schema.index({ org: 1, rule: 1, _id: 1 })
schema.plugin(tenancy)

export function counterIdOf(rule: string, user: string): string {
  return `${rule}:${user}`
}

const duplicateKey = 11000

function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey
}

export function createCounters(connection: Connection) {
  const model = connection.model('Counter', schema, 'counters')
  const { collection } = model
  return {
    model,
    find: (org: string, rule: string, user: string) =>
      model.findOne({ org, _id: counterIdOf(rule, user) }).lean<CounterRecord | null>(),
    findMany: (ids: readonly string[]) =>
      collection
        .find({ _id: { $in: [...ids] } } as never, {
          readConcern: { level: 'majority' },
          batchSize: 10_000,
        })
        .toArray() as unknown as Promise<CounterRecord[]>,
    /** Writes counters that were worked out from their revision before; false if any was changed since. */
    async write(
      counters: readonly CounterRecord[],
      session: mongo.ClientSession,
    ): Promise<boolean> {
      if (counters.length === 0) return true
      const operations = counters.map(({ _id, ...counter }) =>
        counter.revision === 1
          ? { insertOne: { document: { _id, ...counter } } }
          : {
              replaceOne: {
                filter: { _id, revision: counter.revision - 1 },
                replacement: { _id, ...counter },
              },
            },
      )
      try {
        const options = { session, ordered: false, ignoreUndefined: true }
        const { insertedCount, matchedCount } = await collection.bulkWrite(
          operations as never,
          options,
        )
        return insertedCount + matchedCount === counters.length
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<CounterRecord[]>(),
  }
}
