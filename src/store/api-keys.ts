import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'

/** The roles of the Snag API that a key may have. */
export const keyRoles = [
  'ORGANIZATION_API_KEY',
  'WEBSITE_API_KEY',
  'WEBSITE_READ_ONLY_API_KEY',
] as const
export type KeyRole = (typeof keyRoles)[number]

/** An API key: never the key itself, only its SHA-256. */
export interface ApiKey {
  _id: string
  org: string
  hash: string
  role: KeyRole
  name: string
  /** Narrows the key to one website. */
  website?: string | undefined
  createdAt: Date
  expiresAt?: Date | undefined
  revokedAt?: Date | undefined
}

const schema = new Schema<ApiKey>(
  {
    _id: String,
    org: { type: String, required: true },
    hash: String,
    role: String,
    name: String,
    website: String,
    createdAt: Date,
    expiresAt: Date,
    revokedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1 })

// No tenancy here: the key is what tells the organization.
export function createApiKeys(connection: Connection) {
  const model = connection.model('ApiKey', schema, 'apiKeys')
  return {
    model,
    create: (key: ApiKey) => model.create(key),
    find: (id: string) => model.findById(id).lean<ApiKey | null>(),
    /** Those that are still good and end within a time, first the one that ends first. */
    endingWithin: (org: string, from: Date, until: Date, limit: number) =>
      model
        .find({ org, revokedAt: null, expiresAt: { $gt: from, $lte: until } })
        .sort({ expiresAt: 1 })
        .limit(limit)
        .lean<ApiKey[]>(),
    revoke: (org: string, id: string, at: Date) =>
      model.updateOne({ _id: id, org }, { $set: { revokedAt: at } }),
  }
}
