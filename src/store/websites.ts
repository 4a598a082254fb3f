import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { ownFirst } from './any-id.ts'
import { tenancy } from './tenancy.ts'

/** A programme of an organization: what claimr calls a campaign. */
export interface Website {
  _id: string
  org: string
  name: string
  /** The name other systems know it by: claimr's `pid`. */
  externalIdentifier?: string | undefined
  /** Host names whose sign-in messages are accepted. */
  domains: string[]
  defaultCurrency?: string | undefined
  /** Opens what anybody may read, where the organization wants that: claimr's `pub`. It is no secret. */
  publishableKey?: string | undefined
  createdAt: Date
}

const schema = new Schema<Website>(
  {
    _id: String,
    org: { type: String, required: true },
    name: String,
    externalIdentifier: String,
    domains: [String],
    defaultCurrency: String,
    publishableKey: String,
    createdAt: Date,
  },
  { versionKey: false },
)
schema.index(
  { org: 1, externalIdentifier: 1 },
  { unique: true, partialFilterExpression: { externalIdentifier: { $gt: '' } } },
)
schema.index(
  { publishableKey: 1 },
  { unique: true, partialFilterExpression: { publishableKey: { $type: 'string' } } },
)
schema.plugin(tenancy)

export function createWebsites(connection: Connection) {
  const model = connection.model('Website', schema, 'websites')

  const calledSo = (org: string, id: string) =>
    model.find({ org, $or: [{ _id: id }, { org, externalIdentifier: id }] }).lean<Website[]>()

  return {
    model,
    create: (website: Website) => model.create(website),
    find: (org: string, id: string) => model.findOne({ org, _id: id }).lean<Website | null>(),
    /** By our own id, else by the one its owner gave it. */
    findByAnyId: async (org: string, id: string) => ownFirst(await calledSo(org, id), id),
    calledSo,
    ofOrg: (org: string, limit: number) =>
      model.find({ org }).sort({ _id: 1 }).limit(limit).lean<Website[]>(),
    setDefaultCurrency: (org: string, id: string, currency: string) =>
      model.updateOne({ org, _id: id }, { $set: { defaultCurrency: currency } }),
    /** The key is what tells the organization. */
    findByPublishableKey: (key: string) =>
      model.findOne({ publishableKey: key }, null, { allOrgs: true }).lean<Website | null>(),
    /** Without a key: takes back the one there is. */
    setPublishableKey: (
      org: string,
      id: string,
      key: string | undefined,
      session?: mongo.ClientSession,
    ) =>
      model
        .findOneAndUpdate(
          { org, _id: id },
          key === undefined ? { $unset: { publishableKey: 1 } } : { $set: { publishableKey: key } },
          { returnDocument: 'after', session },
        )
        .lean<Website | null>(),
  }
}
