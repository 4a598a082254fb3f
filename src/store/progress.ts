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
  /** The keyed reports of the last day, so that none is counted twice. */
  recent?: { stamp: string; at: Date }[] | undefined
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
    recent: { type: [{ _id: false, stamp: String, at: Date }], default: undefined },
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
  /** Of the report, if it has a key: with the same one it changes nothing. */
  stamp?: string | undefined
}

const rememberedMs = 86_400_000

export function createProgress(connection: Connection) {
  const model = connection.model('Progress', schema, 'progress')
  return {
    model,
    find: (org: string, rule: string, user: string) =>
      model.findOne({ org, _id: `${rule}:${user}` }).lean<Progress | null>(),
    /** One write to one document, however busy it is: a process that dies can lock nobody out. */
    move: ({ org, website, rule, user, at, ...move }: ProgressMove) =>
      model
        .findOneAndUpdate(
          { org, _id: `${rule}:${user}` },
          [{ $set: { org, website, rule, user, ...changesOf(move, at) } }],
          { upsert: true, returnDocument: 'after', updatePipeline: true },
        )
        .lean<Progress | null>(),
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

/** What a report changes, as MongoDB computes it from the document as it stands. */
function changesOf(
  { to, by, limit, stamp }: Pick<ProgressMove, 'to' | 'by' | 'limit' | 'stamp'>,
  at: Date,
) {
  const target = to ?? { $add: [{ $ifNull: ['$progress', 0] }, by ?? 0] }
  const progress = { $max: [0, { $min: [limit, target] }] }
  const changes = { progress, createdAt: { $ifNull: ['$createdAt', at] }, updatedAt: at }
  if (stamp === undefined) return changes
  const since = new Date(at.getTime() - rememberedMs)
  const recent = { $ifNull: ['$recent', []] }
  const kept = { $filter: { input: recent, cond: { $gt: ['$$this.at', since] } } }
  const isKnown = { $in: [stamp, { $ifNull: ['$recent.stamp', []] }] }
  const all = { ...changes, recent: { $concatArrays: [kept, [{ stamp, at }]] } }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { $cond: [isKnown, `$${name}`, value] }]),
  )
}
