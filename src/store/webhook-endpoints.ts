import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import type { WebhookScope } from '../domain/webhook.ts'
import { tenancy } from './tenancy.ts'

/** Where an organization wants to be told of what happens, and how that goes. */
export interface WebhookEndpoint {
  _id: string
  org: string
  /** The website of the key that registered it, if that key is narrowed to one: others cannot touch it. */
  holder: string | null
  scope: WebhookScope
  /** What the customer calls it: claimr's `hook_id`. */
  hookId: string
  url: string
  /** The secret that signs what is sent. */
  sealed: string
  /** All of the organization's, if it is empty. */
  websites: string[]
  /** Grows with every registration: what was seen of an earlier one says nothing of this one. */
  revision: number
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<WebhookEndpoint>(
  {
    _id: String,
    org: { type: String, required: true },
    holder: String,
    scope: String,
    hookId: String,
    url: String,
    sealed: String,
    websites: [String],
    revision: Number,
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, scope: 1, _id: 1 })
schema.plugin(tenancy)

type Registered = Omit<WebhookEndpoint, 'revision' | 'createdAt'>

export function createWebhookEndpoints(connection: Connection) {
  const model = connection.model('WebhookEndpoint', schema, 'webhookEndpoints')
  return {
    model,
    find: (org: string, id: string) =>
      model.findOne({ org, _id: id }).lean<WebhookEndpoint | null>(),
    count: (org: string) => model.countDocuments({ org }),
    /** Makes it, or makes it what was registered last. */
    put: ({ _id, org, updatedAt, ...wanted }: Registered, session?: mongo.ClientSession) =>
      model
        .findOneAndUpdate(
          { org, _id },
          {
            $set: { ...wanted, updatedAt },
            $setOnInsert: { createdAt: updatedAt },
            $inc: { revision: 1 },
          },
          { upsert: true, returnDocument: 'after', session },
        )
        .lean<WebhookEndpoint>(),
    /** The one that was there; null if there was none. */
    remove: (org: string, id: string, session?: mongo.ClientSession) =>
      model.findOneAndDelete({ org, _id: id }, { session }).lean<WebhookEndpoint | null>(),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<WebhookEndpoint[]>(),
  }
}
