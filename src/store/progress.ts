import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** How far a user has come with a rule, as the customer's own service reports it. */
export interface Progress {
  _id: string
  org: string
  website: string
  rule: string
  user: string
  progress: number
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<Progress>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    rule: String,
    user: String,
    progress: Number,
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, rule: 1, _id: 1 })
schema.index({ org: 1, user: 1 })
schema.plugin(tenancy)

export interface ProgressMove {
  org: string
  website: string
  rule: string
  user: string
  /** Exactly one of the two. */
  to?: number | undefined
  by?: number | undefined
  /** The result is clamped to 0 and this. */
  limit: number
  at: Date
}

export function createProgress(connection: Connection) {
  const model = connection.model('Progress', schema, 'progress')
  return {
    model,
    find: (org: string, rule: string, user: string) =>
      model.findOne({ org, _id: `${rule}:${user}` }).lean<Progress | null>(),
    move: ({ org, website, rule, user, to, by, limit, at }: ProgressMove) => {
      const target = to ?? { $add: [{ $ifNull: ['$progress', 0] }, by ?? 0] }
      const clamped = { $max: [0, { $min: [limit, target] }] }
      return model
        .findOneAndUpdate(
          { org, _id: `${rule}:${user}` },
          [
            {
              $set: {
                org,
                website,
                rule,
                user,
                progress: clamped,
                createdAt: { $ifNull: ['$createdAt', at] },
                updatedAt: at,
              },
            },
          ],
          { upsert: true, returnDocument: 'after', updatePipeline: true },
        )
        .lean<Progress | null>()
    },
    remove: (org: string, rule: string, user: string) =>
      model.deleteOne({ org, _id: `${rule}:${user}` }),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Progress[]>(),
  }
}
