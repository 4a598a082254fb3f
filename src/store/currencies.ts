import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** A loyalty currency of a website. Its amounts are stored in units of 10^-decimals. */
export interface Currency {
  _id: string
  org: string
  website: string
  name: string
  symbol: string
  /** 0 to 9. */
  decimals: number
  imageUrl?: string | null | undefined
  sortId?: number | null | undefined
  /** How long its points last, where they do not last for ever. */
  pointsExpireAfterDays?: number | null | undefined
  createdAt: Date
  updatedAt: Date
  deletedAt?: Date | null | undefined
}

const schema = new Schema<Currency>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    name: String,
    symbol: String,
    decimals: Number,
    imageUrl: String,
    sortId: Number,
    pointsExpireAfterDays: Number,
    createdAt: Date,
    updatedAt: Date,
    deletedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, website: 1, _id: 1 })
schema.plugin(tenancy)

export function createCurrencies(connection: Connection) {
  const model = connection.model('Currency', schema, 'currencies')
  return {
    model,
    create: (currency: Currency) => model.create(currency),
    find: (org: string, id: string) => model.findOne({ org, _id: id }).lean<Currency | null>(),
    findMany: (org: string, ids: readonly string[]) =>
      model.find({ org, _id: { $in: [...ids] } }).lean<Currency[]>(),
    /** Every currency that these organizations ever had. */
    ofOrgs: (orgs: readonly string[]) => model.find({ org: { $in: [...orgs] } }).lean<Currency[]>(),
    list: (
      org: string,
      website: string | undefined,
      page: { after?: string | undefined; limit: number; includeDeleted: boolean },
    ) =>
      model
        .find({
          org,
          ...(website === undefined ? {} : { website }),
          ...(page.after ? { _id: { $gt: page.after } } : {}),
          ...(page.includeDeleted ? {} : { deletedAt: null }),
        })
        .sort({ _id: 1 })
        .limit(page.limit)
        .lean<Currency[]>(),
  }
}
