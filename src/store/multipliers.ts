import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { newId } from './id.ts'
import { tenancy } from './tenancy.ts'

/** A factor on what a user earns, given by hand or by a rule. */
export interface Multiplier {
  _id: string
  org: string
  website: string
  user: string
  /** A decimal string. */
  factor: string
  title?: string | null | undefined
  description?: string | null | undefined
  externalIdentifier?: string | undefined
  /** Only for these currencies; all if empty. */
  currencies: string[]
  rule?: string | undefined
  /** The claim and grant that gave it: it can be given once. */
  grant?: string | undefined
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date | null | undefined
}

const schema = new Schema<Multiplier>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    user: String,
    factor: String,
    title: String,
    description: String,
    externalIdentifier: String,
    currencies: [String],
    rule: String,
    grant: String,
    createdAt: Date,
    updatedAt: Date,
    deletedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, user: 1, deletedAt: 1 })
schema.index({ org: 1, website: 1, _id: 1 })
schema.index(
  { org: 1, grant: 1 },
  { unique: true, partialFilterExpression: { grant: { $gt: '' } } },
)
schema.index(
  { org: 1, website: 1, externalIdentifier: 1 },
  {
    unique: true,
    partialFilterExpression: { externalIdentifier: { $gt: '' }, deletedAt: null },
  },
)
schema.plugin(tenancy)

type Given = Pick<Multiplier, 'org' | 'website' | 'user' | 'factor' | 'currencies'> & {
  rule: string
  grant: string
  title: string
}

export function createMultipliers(connection: Connection) {
  const model = connection.model('Multiplier', schema, 'multipliers')
  return {
    model,
    /** Giving the same grant twice is giving it once. */
    give: ({ org, grant, ...rest }: Given, at: Date) =>
      model.updateOne(
        { org, grant },
        {
          $setOnInsert: {
            _id: newId('mul'),
            ...rest,
            createdAt: at,
            updatedAt: at,
            deletedAt: null,
          },
        },
        { upsert: true },
      ),
    takeBack: (org: string, grant: string, at: Date) =>
      model.updateOne({ org, grant, deletedAt: null }, { $set: { deletedAt: at, updatedAt: at } }),
    live: (org: string, users: readonly string[]) =>
      model
        .find({ org, user: { $in: [...users] }, deletedAt: null })
        .sort({ _id: 1 })
        .lean<Multiplier[]>(),
    liveOfRule: (org: string, user: string, rule: string) =>
      model.findOne({ org, user, rule, deletedAt: null }).lean<Multiplier | null>(),
    create: (multiplier: Multiplier) => model.create(multiplier),
    find: (org: string, id: string) => model.findOne({ org, _id: id }).lean<Multiplier | null>(),
    update: (
      org: string,
      filter: object,
      change: Partial<Multiplier>,
      session?: mongo.ClientSession,
    ) =>
      model
        .findOneAndUpdate(
          { org, deletedAt: null, ...filter },
          { $set: change },
          { returnDocument: 'after', session },
        )
        .lean<Multiplier | null>(),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Multiplier[]>(),
  }
}
