import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import type { Pin } from '../domain/pin.ts'
import { tenancy } from './tenancy.ts'

/** How a window of a swept rule was judged: at which point, or that nobody can say any more. */
export interface Reading {
  _id: string
  org: string
  rule: string
  windowKey: string
  status: 'open' | 'judged' | 'unknown'
  pin?: Pin | undefined
  at: Date
}

const schema = new Schema<Reading>(
  {
    _id: String,
    org: { type: String, required: true },
    rule: String,
    windowKey: String,
    status: String,
    pin: Schema.Types.Mixed,
    at: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, rule: 1, at: -1 })
schema.plugin(tenancy)

export function createReadings(connection: Connection) {
  const model = connection.model('Reading', schema, 'readings')
  const idOf = (rule: string, windowKey: string) => `${rule}:${windowKey}`
  return {
    model,
    find: (org: string, rule: string, windowKey: string) =>
      model.findOne({ org, _id: idOf(rule, windowKey) }).lean<Reading | null>(),
    latest: (org: string, rule: string) =>
      model.findOne({ org, rule }).sort({ at: -1 }).lean<Reading | null>(),
    /** Gives up the points that open windows were to be judged at. */
    forget: (org: string, rule: string) => model.deleteMany({ org, rule, status: 'open' }),
    put: ({ org, rule, windowKey, ...rest }: Omit<Reading, '_id'>) =>
      model.updateOne(
        { org, _id: idOf(rule, windowKey) },
        { $set: { rule, windowKey, ...rest } },
        { upsert: true },
      ),
  }
}
