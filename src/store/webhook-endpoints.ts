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
  /** Nothing is sent to one that is `failing` until it is registered again. */
  status: 'active' | 'failing'
  /** In a row, and since when. */
  failures: number
  downSince?: Date | undefined
  pausedUntil?: Date | undefined
  lastFailure?: { at: Date; reason: string } | undefined
  /** Whether nobody serves it, so that whoever has something for it must ring. */
  isIdle: boolean
  createdAt: Date
  updatedAt: Date
}

/** What may change of an endpoint by being called. */
export type EndpointState = Pick<
  WebhookEndpoint,
  'status' | 'failures' | 'downSince' | 'pausedUntil' | 'lastFailure'
>

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
    status: String,
    failures: Number,
    downSince: Date,
    pausedUntil: Date,
    lastFailure: { type: { _id: false, at: Date, reason: String } },
    isIdle: Boolean,
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false },
)
schema.index({ org: 1, scope: 1, _id: 1 })
schema.index({ scope: 1 })
schema.plugin(tenancy)

type Registered = Omit<WebhookEndpoint, keyof EndpointState | 'revision' | 'isIdle' | 'createdAt'>

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
            // Whatever was wrong with it before, it is tried anew.
            $set: { ...wanted, updatedAt, status: 'active', failures: 0, isIdle: true },
            $unset: { downSince: 1, pausedUntil: 1 },
            $setOnInsert: { createdAt: updatedAt },
            $inc: { revision: 1 },
          },
          { upsert: true, returnDocument: 'after', session },
        )
        .lean<WebhookEndpoint>(),
    /** The one that was there; null if there was none. */
    remove: (org: string, id: string, session?: mongo.ClientSession) =>
      model.findOneAndDelete({ org, _id: id }, { session }).lean<WebhookEndpoint | null>(),
    /** Those that want to know of this scope. */
    listening: (org: string, scope: WebhookScope) =>
      model.find({ org, scope }).sort({ _id: 1 }).lean<WebhookEndpoint[]>(),
    /** The same in all organizations. */
    allListening: (scopes: readonly WebhookScope[]) =>
      model
        .find({ scope: { $in: [...scopes] } }, null, { allOrgs: true })
        .lean<WebhookEndpoint[]>(),
    /** Those of all organizations that may be called now, some at a time. */
    callable: (at: Date, after: string | undefined, limit: number) =>
      model
        .find(
          {
            status: 'active',
            $nor: [{ pausedUntil: { $gt: at } }],
            ...(after ? { _id: { $gt: after } } : {}),
          },
          null,
          { allOrgs: true },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .lean<WebhookEndpoint[]>(),
    /** True for the one caller who has to ring. */
    async wake(org: string, id: string): Promise<boolean> {
      const { modifiedCount } = await model.updateOne(
        { org, _id: id, isIdle: true, status: 'active' },
        { $set: { isIdle: false } },
      )
      return modifiedCount === 1
    },
    rest: (org: string, id: string) =>
      model.updateOne({ org, _id: id }, { $set: { isIdle: true } }),
    /** Notes how calls went, unless it was registered anew meanwhile. */
    note: (
      { org, _id, revision }: Pick<WebhookEndpoint, '_id' | 'org' | 'revision'>,
      { downSince, pausedUntil, ...state }: EndpointState,
    ) =>
      model.updateOne(
        { org, _id, revision },
        {
          $set: { ...state, ...(downSince && { downSince }), ...(pausedUntil && { pausedUntil }) },
          $unset: {
            ...(downSince ? {} : { downSince: 1 }),
            ...(pausedUntil ? {} : { pausedUntil: 1 }),
          },
        },
      ),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<WebhookEndpoint[]>(),
  }
}
