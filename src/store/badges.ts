import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import { tenancy } from './tenancy.ts'

/** A badge that a user was awarded. It becomes `inactive` when what it was awarded for ceases to hold. */
export interface AwardedBadge {
  _id: string
  org: string
  website: string
  badge: string
  user: string
  status: 'active' | 'inactive' | 'revoked'
  claim?: string | undefined
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<AwardedBadge>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    badge: String,
    user: String,
    status: String,
    claim: String,
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, user: 1 })
schema.plugin(tenancy)

export function createBadges(connection: Connection) {
  const model = connection.model('Badge', schema, 'badges')
  return {
    model,
    /** Awarding twice is awarding once. */
    award: (
      {
        org,
        website,
        badge,
        user,
        claim,
      }: Omit<AwardedBadge, '_id' | 'status' | 'createdAt' | 'updatedAt'>,
      at: Date,
    ) =>
      model.updateOne(
        { org, _id: `${badge}:${user}` },
        {
          $set: { status: 'active', claim, updatedAt: at },
          $setOnInsert: { website, badge, user, createdAt: at },
        },
        { upsert: true },
      ),
    deactivate: (org: string, claim: string, user: string, at: Date) =>
      model.updateMany(
        { org, user, claim, status: 'active' },
        { $set: { status: 'inactive', updatedAt: at } },
      ),
    ofUser: (org: string, user: string) => model.find({ org, user }).lean<AwardedBadge[]>(),
  }
}
