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
  /** Since it was counted anew from what is stored. */
  replay?: CounterReplay | undefined
}

/** What counting anew has come to. Amounts are in minor units of the currency. */
export interface CounterReplay {
  /** How often it was; it names the payments that follow, so that none bears the name of an earlier one. */
  times: number
  currency: string
  /** What was given in all to make up for the difference; below zero if it was taken. */
  compensated: string
  /** What is still to be given or taken. */
  due?: { key: string; amount: string } | undefined
  /** The newest window then, and what was owed for it. */
  window: number
  owed: string
  /** The multipliers of what comes before all payments. */
  factors: readonly string[]
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
    replay: Schema.Types.Mixed,
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
    write: (counters: readonly CounterRecord[], session: mongo.ClientSession) =>
      update(counters.map(updateOf), session),
    /** Puts counters in the place of what was counted before. */
    rewrite: (counters: readonly CounterRecord[], session: mongo.ClientSession) =>
      update(counters.map(rewriteOf), session),
    /** All of a rule, one after the other. */
    ofRule: (org: string, rule: string): AsyncIterable<CounterRecord> =>
      model
        .find({ org, _id: idsOf(rule) })
        .sort({ _id: 1 })
        .lean<CounterRecord[]>()
        .cursor(),
    /** Takes down that what was due has been given, or taken, as far as it went; once, whoever does. */
    async settle({ org, _id, replay }: CounterRecord, moved: bigint): Promise<void> {
      if (!replay?.due) return
      const compensated = String(BigInt(replay.compensated) + moved)
      await model.updateOne(
        { org, _id, 'replay.due.key': replay.due.key },
        { $set: { 'replay.compensated': compensated }, $unset: { 'replay.due': 1 } },
      )
    },
  }

  async function update(updates: readonly object[], session: mongo.ClientSession): Promise<void> {
    if (updates.length === 0) return
    // The command itself: `bulkWrite` measures every document before it sends it.
    const answer = await collection.conn.db?.command(
      { update: collection.collectionName, updates },
      { session, ignoreUndefined: true },
    )
    const { writeErrors = [] } = (answer ?? {}) as { writeErrors?: mongo.ErrorDescription[] }
    const [wrong] = writeErrors
    if (wrong) throw new mongo.MongoServerError(wrong)
  }
}

/** Only what changes, at half the cost of the whole document. What is finished stays so. */
function updateOf({ _id, windows, finished, updatedAt, ...place }: CounterRecord) {
  const change = { windows, updatedAt, ...(finished ? { finished } : {}) }
  return { q: { _id }, u: { $set: change, $setOnInsert: place }, upsert: true }
}

function rewriteOf({ _id, windows, finished, updatedAt, replay, ...place }: CounterRecord) {
  const change = { windows, updatedAt, replay, ...(finished ? { finished } : {}) }
  const gone = finished ? {} : { $unset: { finished: 1 } }
  return { q: { _id }, u: { $set: change, ...gone, $setOnInsert: place }, upsert: true }
}

/** Nothing in an id sorts between `:` and `;`. */
function idsOf(rule: string) {
  return { $gte: `${rule}:`, $lt: `${rule};` }
}
