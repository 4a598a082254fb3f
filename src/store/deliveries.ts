import { Schema } from 'mongoose'
import type { Connection } from 'mongoose'
import type { WebhookScope, WebhookTarget } from '../domain/webhook.ts'
import { tenancy } from './tenancy.ts'

/** One thing that happened, to be told to one endpoint. */
export interface Delivery {
  /** The same from the same: what happened is told once to each endpoint. It is the message's id, too. */
  _id: string
  org: string
  website: string
  user: string
  endpoint: string
  scope: WebhookScope
  /** Sorts by when it happened. */
  order: string
  /** JSON as it is sent, and signed. */
  body: string
  happenedAt: Date
  state: 'waiting' | 'delivered' | 'given_up'
  tries: number
  /** When it may be tried next. */
  dueAt: Date
  firstTriedAt?: Date | undefined
  /** The last ones, oldest first. */
  attempts?: Attempt[] | undefined
  /** It is forgotten then. */
  expiresAt: Date
}

/** A try, and what the endpoint answered: its status, or why there is none. */
export interface Attempt {
  at: Date
  answer: string
}

const mostAttempts = 20

const schema = new Schema<Delivery>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    user: String,
    endpoint: String,
    scope: String,
    order: String,
    body: String,
    happenedAt: Date,
    state: String,
    tries: Number,
    dueAt: Date,
    firstTriedAt: Date,
    attempts: { type: [{ _id: false, at: Date, answer: String }], default: undefined },
    expiresAt: Date,
  },
  { versionKey: false },
)
const waiting = { state: 'waiting' } as const
schema.index({ org: 1, endpoint: 1, order: 1, dueAt: 1 }, { partialFilterExpression: waiting })
schema.index({ org: 1, endpoint: 1, dueAt: 1 }, { partialFilterExpression: waiting })
schema.index({ org: 1, endpoint: 1, _id: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
schema.plugin(tenancy)

/** What became of a try. */
export interface Tried extends Pick<Delivery, 'state' | 'tries' | 'dueAt' | 'firstTriedAt'> {
  attempt: Attempt
}

export function createDeliveries(connection: Connection) {
  const model = connection.model('Delivery', schema, 'deliveries')
  return {
    model,
    /** Writes them down; those that are there already stay as they are. */
    async add(deliveries: readonly Delivery[]): Promise<void> {
      if (deliveries.length === 0) return
      const operations = deliveries.map(({ _id, org, ...rest }) => ({
        updateOne: { filter: { _id, org }, update: { $setOnInsert: rest }, upsert: true },
      }))
      await model.collection.bulkWrite(operations as never, { ordered: false })
    },
    /** What may be sent now, in the order in which it happened. */
    due: ({ org, endpoint }: WebhookTarget, at: Date, limit: number) =>
      model
        .find({ org, endpoint, ...waiting, dueAt: { $lte: at } })
        .sort({ order: 1 })
        .limit(limit)
        .lean<Delivery[]>(),
    /** When something may be sent next; undefined if nothing waits. */
    async nextDue({ org, endpoint }: WebhookTarget): Promise<Date | undefined> {
      const next = await model
        .findOne({ org, endpoint, ...waiting }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .lean<Delivery | null>()
      return next?.dueAt
    },
    async note(org: string, notes: readonly { id: string; tried: Tried }[]): Promise<void> {
      const operations = notes.map(({ id, tried: { attempt, ...set } }) => {
        const $push = { attempts: { $each: [attempt], $slice: -mostAttempts } }
        return { updateOne: { filter: { _id: id, org }, update: { $set: set, $push } } }
      })
      await model.collection.bulkWrite(operations as never, { ordered: false })
    },
    /** All that waits may be tried at once. */
    hurry: ({ org, endpoint }: WebhookTarget, at: Date) =>
      model.updateMany({ org, endpoint, ...waiting, dueAt: { $gt: at } }, { $set: { dueAt: at } }),
    /** Forgets what waits for an endpoint that is no more. */
    drop: ({ org, endpoint }: WebhookTarget) => model.deleteMany({ org, endpoint, ...waiting }),
    /** Newest first. */
    list: (
      { org, endpoint }: WebhookTarget,
      filter: Partial<Pick<Delivery, 'state'>>,
      before: string | undefined,
      limit: number,
    ) =>
      model
        .find({ org, endpoint, ...filter, ...(before ? { _id: { $lt: before } } : {}) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<Delivery[]>(),
  }
}
