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
    updatedAt: Date,
  },
  { versionKey: false, minimize: false },
)
schema.plugin(tenancy)

export function counterIdOf(rule: string, user: string): string {
  return `${rule}:${user}`
}

export function createCounters(connection: Connection) {
  const model = connection.model('Counter', schema, 'counters')
  const { collection } = model
  return {
    model,
    find: (org: string, rule: string, user: string) =>
      model.findOne({ org, _id: counterIdOf(rule, user) }).lean<CounterRecord | null>(),
    /** By id, as part of a transaction: what it writes to them later fails if anybody else has, since. */
    async findMany(
      ids: readonly string[],
      session: mongo.ClientSession,
    ): Promise<Map<string, CounterRecord>> {
      if (ids.length === 0) return new Map()
      const filter = { _id: { $in: [...ids] } } as never
      const found = collection.find(filter, { session, batchSize: ids.length + 1 })
      const counters = (await found.toArray()) as unknown as CounterRecord[]
      return new Map(counters.map((counter) => [counter._id, counter]))
    },
    async write(counters: readonly CounterRecord[], session: mongo.ClientSession): Promise<void> {
      if (counters.length === 0) return
      // The command itself: `bulkWrite` measures every document before it sends it.
      const answer = await collection.conn.db?.command(
        {
          update: collection.collectionName,
          updates: counters.map(updateOf),
        },
        { session, ignoreUndefined: true },
      )
      const { writeErrors = [] } = (answer ?? {}) as { writeErrors?: mongo.ErrorDescription[] }
      const [wrong] = writeErrors
      if (wrong) throw new mongo.MongoServerError(wrong)
    },
  }
}

/** Only what changes, at half the cost of the whole document. What is finished stays so. */
function updateOf({ _id, windows, finished, updatedAt, ...place }: CounterRecord) {
  const change = { windows, updatedAt, ...(finished ? { finished } : {}) }
  return { q: { _id }, u: { $set: change, $setOnInsert: place }, upsert: true }
}
