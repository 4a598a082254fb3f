import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** A number that a wallet must sign, good for one signature and a few minutes. */
export interface Nonce {
  _id: string
  org: string
  website: string
  address: string
  /** Whom the wallet would then belong to, if that was said when the nonce was asked for. */
  user?: string | undefined
  issuedAt: Date
  expiresAt: Date
}

const schema = new Schema<Nonce>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    address: String,
    user: String,
    issuedAt: Date,
    expiresAt: Date,
  },
  { versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
schema.plugin(tenancy)

export function createNonces(connection: Connection) {
  const model = connection.model('Nonce', schema, 'nonces')
  return {
    model,
    issue: (nonce: Nonce) => model.create(nonce),
    /** Live ones that were issued for this wallet. */
    live: (org: string, website: string, address: string, at: Date) =>
      model.find({ org, website, address, expiresAt: { $gt: at } }).lean<Nonce[]>(),
    /** True for the one caller that used it up. */
    async spend(org: string, id: string, session?: mongo.ClientSession): Promise<boolean> {
      const { deletedCount } = await model.deleteOne({ org, _id: id }, { session })
      return deletedCount === 1
    },
  }
}
