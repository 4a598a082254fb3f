import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** A user's token for a platform, sealed. `revision` lets two refreshes of a rotating token see each other. */
export interface Credential {
  _id: string
  org: string
  user: string
  platform: string
  sealed: string
  expiresAt?: Date | undefined
  scopes: string[]
  revision: number
  updatedAt: Date
}

const schema = new Schema<Credential>(
  {
    _id: String,
    org: { type: String, required: true },
    user: String,
    platform: String,
    sealed: String,
    expiresAt: Date,
    scopes: [String],
    revision: Number,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.plugin(tenancy)

export function credentialIdOf(user: string, platform: string): string {
  return `${user}:${platform}`
}

export function createCredentials(connection: Connection) {
  const model = connection.model('Credential', schema, 'credentials')
  return {
    model,
    findMany: (org: string, users: readonly string[], platform: string) =>
      model
        .find({ org, _id: { $in: users.map((user) => credentialIdOf(user, platform)) } })
        .lean<Credential[]>(),
    find: (org: string, user: string, platform: string) =>
      model.findOne({ org, _id: credentialIdOf(user, platform) }).lean<Credential | null>(),
    put: (credential: Credential) =>
      model.replaceOne({ org: credential.org, _id: credential._id }, credential, { upsert: true }),
    /** Replaces it only if nobody else has since; tells whether it did. */
    async replace(credential: Credential, revision: number): Promise<boolean> {
      const { org, _id } = credential
      const { modifiedCount } = await model.replaceOne({ org, _id, revision }, credential)
      return modifiedCount === 1
    },
    remove: (org: string, user: string, platform?: string) =>
      model.deleteMany({ org, user, ...(platform ? { platform } : {}) }),
  }
}
