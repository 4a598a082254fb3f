import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { gatheredByWebsite } from './gather.ts'
import { tenancy } from './tenancy.ts'

/** A group of rules, shown together: what claimr calls a quest. */
export interface RuleGroup {
  _id: string
  org: string
  website: string
  name: string
  subTitle?: string | null | undefined
  sortId: number
  isCollapsible: boolean
  isRequired: boolean
  /** The name other systems know it by: claimr's `cid`. */
  externalIdentifier?: string | null | undefined
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<RuleGroup>(
  {
    _id: String,
    org: { type: String, required: true },
    website: { type: String, required: true },
    name: String,
    subTitle: String,
    sortId: Number,
    isCollapsible: Boolean,
    isRequired: Boolean,
    externalIdentifier: String,
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, website: 1, _id: 1 })
schema.index(
  { org: 1, website: 1, externalIdentifier: 1 },
  { unique: true, partialFilterExpression: { externalIdentifier: { $gt: '' } } },
)
schema.plugin(tenancy)

export function createGroups(connection: Connection) {
  const model = connection.model('RuleGroup', schema, 'ruleGroups')
  return {
    model,
    create: (group: RuleGroup) => model.create(group),
    find: (org: string, id: string) => model.findOne({ org, _id: id }).lean<RuleGroup | null>(),
    findMany: (org: string, ids: readonly string[]) =>
      model.find({ org, _id: { $in: [...ids] } }).lean<RuleGroup[]>(),
    /** The required groups of a website. */
    required: gatheredByWebsite((org, website) =>
      model.find({ org, website, isRequired: true }).lean<RuleGroup[]>(),
    ),
    update: (org: string, id: string, change: Partial<RuleGroup>, session?: mongo.ClientSession) =>
      model
        .findOneAndUpdate({ org, _id: id }, { $set: change }, { returnDocument: 'after', session })
        .lean<RuleGroup | null>(),
    remove: (org: string, id: string, session?: mongo.ClientSession) =>
      model.deleteOne({ org, _id: id }, { session }),
    list: (org: string, website: string | undefined, after: string | undefined, limit: number) =>
      model
        .find({ org, ...(website ? { website } : {}), ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<RuleGroup[]>(),
  }
}
