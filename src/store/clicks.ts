import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** The first time a user followed the signed link of a rule. */
export interface Click {
  _id: string
  org: string
  at: Date
}

const schema = new Schema<Click>(
  { _id: String, org: { type: String, required: true }, at: Date },
  { versionKey: false },
)
schema.plugin(tenancy)

export function createClicks(connection: Connection) {
  const model = connection.model('Click', schema, 'clicks')
  return {
    model,
    record: (org: string, rule: string, user: string, at: Date) =>
      model.updateOne({ org, _id: `${rule}:${user}` }, { $setOnInsert: { at } }, { upsert: true }),
    find: (org: string, rule: string, user: string) =>
      model.findOne({ org, _id: `${rule}:${user}` }).lean<Click | null>(),
  }
}
