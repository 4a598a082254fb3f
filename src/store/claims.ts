import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import type { ClaimStatus, Reward, Standing, Step } from '../domain/claim.ts'
import type { Pin } from '../domain/pin.ts'
import type { Evidence, Trust } from '../domain/verdict.ts'
import { watchClaims } from './claim-changes.ts'
import { gathered, gatheredById } from './gather.ts'
import { insertNew } from './insert-new.ts'
import { tenancy } from './tenancy.ts'

/** Who asked: somebody, a sweep of everybody, or what was counted. */
export type Origin = 'request' | 'sweep' | 'event'

/** An attempt at a reward, and, once it is over, its receipt. Kept for ever. */
export interface ClaimRecord {
  _id: string
  org: string
  website: string
  rule: string
  ruleType: string
  version: number
  user: string
  window: { key: string; start: Date; end?: Date | undefined }
  status: ClaimStatus
  origin: Origin
  /** How often it was tried; and how often it was paid, which only a dynamic reward can be more than once. */
  attempt: number
  grants: number
  /** What the claimant handed in. */
  input: Record<string, unknown>
  requestKey?: string | undefined
  workflow?: string | undefined
  acceptedAt: Date
  notBefore?: Date | undefined
  verifiedAt?: Date | undefined
  settledAt?: Date | undefined
  revokedAt?: Date | undefined
  /** What was seen, and how strong the proof is. */
  evidence?: Evidence | undefined
  trust?: Trust | undefined
  measured?: string | undefined
  proofs?: string[] | undefined
  pin?: Pin | undefined
  standing?: Standing | undefined
  /** Why it waits, while it waits. */
  waiting?: { code: string; message: string; since: Date; until?: Date | undefined } | undefined
  /** Why it was not paid, or revoked; for people, in `message`. */
  reason?: string | undefined
  message?: string | undefined
  rewards?: Reward[] | undefined
  steps?: Step[] | undefined
  /** Ledger entries that were written for it, oldest first. */
  entries?: string[] | undefined
  /** What caps left of the amount, where they cut it (minor units). */
  cut?: { asked: string; given: string } | undefined
  /** A dynamic reward that was seen to be lost once, and waits for the second look. */
  suspect?: { at: Date; reason: string } | undefined
  lastSeenAt?: Date | undefined
}

/** What of a claim says how a task has paid. */
export type TaskClaim = Pick<
  ClaimRecord,
  '_id' | 'user' | 'status' | 'input' | 'standing' | 'rewards' | 'cut' | 'acceptedAt'
>

/** How many claims were not paid for the same reason; the message is the latest one's. */
export interface ReasonCount {
  code: string
  message?: string | undefined
  count: number
  lastAt: Date
}

export interface ClaimCount {
  claims: number
  lastAt: Date
}

const schema = new Schema<ClaimRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    website: String,
    rule: String,
    ruleType: String,
    version: Number,
    user: String,
    window: { key: String, start: Date, end: Date },
    status: String,
    origin: String,
    attempt: Number,
    grants: Number,
    input: Schema.Types.Mixed,
    requestKey: String,
    workflow: String,
    acceptedAt: Date,
    notBefore: Date,
    verifiedAt: Date,
    settledAt: Date,
    revokedAt: Date,
    evidence: Schema.Types.Mixed,
    trust: String,
    measured: String,
    proofs: [String],
    pin: Schema.Types.Mixed,
    standing: Schema.Types.Mixed,
    waiting: Schema.Types.Mixed,
    reason: String,
    message: String,
    rewards: Schema.Types.Mixed,
    steps: Schema.Types.Mixed,
    entries: [String],
    cut: Schema.Types.Mixed,
    suspect: Schema.Types.Mixed,
    lastSeenAt: Date,
  },
  { versionKey: false, minimize: false },
)
schema.index({ org: 1, rule: 1, status: 1, _id: 1 })
schema.index({ org: 1, user: 1, rule: 1 })
// Lists of claims, newest first: each of the filters that may be combined has the order in its index.
schema.index({ org: 1, user: 1, acceptedAt: 1, _id: 1 })
schema.index({ org: 1, rule: 1, acceptedAt: 1, _id: 1 })
schema.index({ org: 1, rule: 1, status: 1, acceptedAt: 1, _id: 1 })
schema.index({ org: 1, website: 1, acceptedAt: 1, _id: 1 })
schema.index({ org: 1, website: 1, status: 1, acceptedAt: 1, _id: 1 })
schema.index({ org: 1, website: 1, ruleType: 1, acceptedAt: 1, _id: 1 })
schema.index(
  { org: 1, website: 1, reason: 1, acceptedAt: 1, _id: 1 },
  { partialFilterExpression: { reason: { $gt: '' } } },
)
// Few claims wait at a time: those of a platform that is down or limited.
const waitingIndex = {
  org: 1,
  website: 1,
  ruleType: 1,
  acceptedAt: 1,
  _id: 1,
  'waiting.code': 1,
} as const
schema.index(waitingIndex, { partialFilterExpression: { 'waiting.code': { $gt: '' } } })
schema.index({ status: 1, acceptedAt: 1 }, { partialFilterExpression: { status: 'accepted' } })
schema.plugin(tenancy)

/** The bound of the index comes first; what is of the very same time is told apart by its id. */
function olderThan({ _id, acceptedAt }: Pick<ClaimRecord, '_id' | 'acceptedAt'>): object {
  return {
    acceptedAt: { $lte: acceptedAt },
    $or: [{ acceptedAt: { $lt: acceptedAt } }, { acceptedAt, _id: { $lt: _id } }],
  }
}

/** What an attempt leaves behind that the next one has not found out yet. */
export const staleFields = {
  verifiedAt: 1,
  settledAt: 1,
  revokedAt: 1,
  waiting: 1,
  reason: 1,
  message: 1,
  workflow: 1,
  suspect: 1,
  cut: 1,
} as const

export function createClaims(connection: Connection) {
  const model = connection.model('Claim', schema, 'claims')
  const findMany = async (org: string, ids: readonly string[]) =>
    model.find({ org, _id: { $in: [...ids] } }).lean<ClaimRecord[]>()

  const insertMany = (claims: readonly ClaimRecord[]) => insertNew(model, claims)

  return {
    model,
    find: gatheredById(findMany),
    findMany,
    /** Writes new claims down; false for each that is there already. */
    insertMany,
    /** Writes a new claim down; false if it is there already. */
    insert: gathered(insertMany),
    /** Writes new claims down as part of a transaction, which fails if one of them is there. */
    async insertNow(claims: readonly ClaimRecord[], session: mongo.ClientSession): Promise<void> {
      if (claims.length === 0) return
      await model.collection.insertMany(claims as never, { session, ignoreUndefined: true })
    },
    ofUser: (org: string, user: string, rules: readonly string[]) =>
      model.find({ org, user, rule: { $in: [...rules] } }).lean<ClaimRecord[]>(),
    /** What these users were paid, or will be, by a task, in the order in which it was counted. */
    ofTask: (org: string, rule: string, users: readonly string[], session: mongo.ClientSession) =>
      model
        .find({ org, rule, user: { $in: [...users] } })
        .select(['user', 'status', 'input', 'standing', 'rewards', 'cut', 'acceptedAt'])
        .session(session)
        .sort({ acceptedAt: 1 })
        .lean<TaskClaim[]>(),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<ClaimRecord[]>(),
    /** Tells of claims that are made or change, of all organizations. */
    watch: (after?: string) =>
      watchClaims(
        connection.getClient().db(connection.name).collection(model.collection.name),
        after,
      ),
    /** The newest of those that a filter finds, before one of them. */
    newest: (
      filter: { org: string },
      {
        before,
        limit,
      }: { before?: Pick<ClaimRecord, '_id' | 'acceptedAt'> | undefined; limit: number },
    ) =>
      model
        .find({ ...filter, ...(before ? { $and: [olderThan(before)] } : {}) })
        .sort({ acceptedAt: -1, _id: -1 })
        .limit(limit)
        .lean<ClaimRecord[]>(),
    /** The oldest one that waits and says why. */
    oldestWaiting: (org: string, websites: readonly string[], types: readonly string[]) =>
      model
        .findOne({
          ...{ org, website: { $in: [...websites] }, ruleType: { $in: [...types] } },
          'waiting.code': { $gt: '' },
        })
        .sort({ acceptedAt: 1 })
        .hint(waitingIndex)
        .select('acceptedAt')
        .lean<Pick<ClaimRecord, 'acceptedAt'> | null>(),
    /** The oldest ones that are not over and were made before then. */
    openBefore: (org: string, websites: readonly string[], before: Date, limit: number) =>
      model
        .find({
          ...{ org, website: { $in: [...websites] } },
          ...{ status: { $in: ['accepted', 'processing'] }, acceptedAt: { $lt: before } },
        })
        .sort({ acceptedAt: 1 })
        .limit(limit)
        .select(['acceptedAt', 'notBefore', 'waiting', 'ruleType'])
        .lean<Pick<ClaimRecord, 'acceptedAt' | 'notBefore' | 'waiting' | 'ruleType'>[]>(),
    /** The newest ones that were made within a time and paid. */
    newestPaid: (
      org: string,
      websites: readonly string[],
      { from, until }: { from: Date; until: Date },
      limit: number,
    ) =>
      model
        .find({
          ...{ org, website: { $in: [...websites] }, status: 'rewarded' },
          acceptedAt: { $gte: from, $lt: until },
        })
        .sort({ acceptedAt: -1 })
        .limit(limit)
        .select(['acceptedAt', 'notBefore', 'settledAt'])
        .lean<Pick<ClaimRecord, 'acceptedAt' | 'notBefore' | 'settledAt'>[]>(),
    /** Begins another attempt at a claim that is over; false if it has changed meanwhile. */
    async retry(
      { org, _id, status, attempt }: ClaimRecord,
      { version, acceptedAt }: Pick<ClaimRecord, 'version' | 'acceptedAt'>,
    ): Promise<boolean> {
      const { modifiedCount } = await model.updateOne(
        { org, _id, status, attempt },
        {
          $set: { status: 'accepted', version, acceptedAt },
          $inc: { attempt: 1 },
          $unset: staleFields,
        },
      )
      return modifiedCount === 1
    },
    /** How many claims each of these users has made, and when the last one; from an index alone. */
    async countsOf(org: string, users: readonly string[]): Promise<Map<string, ClaimCount>> {
      const found = await model
        .aggregate<ClaimCount & { _id: string }>([
          { $match: { org, user: { $in: [...users] } } },
          { $group: { _id: '$user', claims: { $sum: 1 }, lastAt: { $max: '$acceptedAt' } } },
        ])
        .hint({ org: 1, user: 1, acceptedAt: 1, _id: 1 })
      return new Map(found.map(({ _id, claims, lastAt }) => [_id, { claims, lastAt }]))
    },
    /** Why the newest `most` claims of a rule stand as they do, counted; at most so many are read, from an index. */
    async reasonsOf(
      filter: { org: string; rule: string; status: ClaimStatus },
      most: number,
    ): Promise<{ reasons: ReasonCount[]; isMore: boolean }> {
      const newest = { acceptedAt: -1, _id: -1 } as const
      const [reasons, next] = await Promise.all([
        model.aggregate<ReasonCount>([
          { $match: filter },
          { $sort: newest },
          { $limit: most },
          {
            $group: {
              _id: { $ifNull: ['$reason', 'unknown'] },
              message: { $first: '$message' },
              count: { $sum: 1 },
              lastAt: { $first: '$acceptedAt' },
            },
          },
          { $project: { _id: 0, code: '$_id', message: 1, count: 1, lastAt: 1 } },
        ]),
        model.findOne(filter, { _id: 1 }).sort(newest).skip(most).lean<{ _id: string } | null>(),
      ])
      return { reasons, isMore: next !== null }
    },
    /** The latest claim of a user for each rule, by id. */
    latestOfUser: (
      filter: { org: string; user: string },
      after: string | undefined,
      limit: number,
    ) =>
      model.aggregate<ClaimRecord>([
        { $match: filter },
        { $sort: { acceptedAt: -1, _id: -1 } },
        { $group: { _id: '$rule', latest: { $first: '$$ROOT' } } },
        { $replaceRoot: { newRoot: '$latest' } },
        { $match: after ? { _id: { $gt: after } } : {} },
        { $sort: { _id: 1 } },
        { $limit: limit },
      ]),
    /** Which of these are there, in whatever state. */
    async known(ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set()
      const filter = { _id: { $in: [...ids] } }
      const found = await model
        .find(filter, { _id: 1 }, { allOrgs: true })
        .lean<{ _id: string }[]>()
      return new Set(found.map(({ _id }) => _id))
    },
    /** The points that claims whose id begins like this were paid, minor units. */
    async pointsIn(org: string, prefix: string): Promise<bigint> {
      const [found] = await model.aggregate<{ points: mongo.Long | number }>([
        { $match: { org, _id: { $gte: prefix, $lt: `${prefix}\uffff` }, status: 'rewarded' } },
        { $unwind: '$rewards' },
        { $match: { 'rewards.type': 'points' } },
        {
          $group: {
            _id: null,
            points: { $sum: { $toLong: { $ifNull: ['$cut.given', '$rewards.amount'] } } },
          },
        },
      ])
      return BigInt(String(found?.points ?? 0))
    },
    /** Ids of those that were rewarded. */
    async rewarded(org: string, ids: readonly string[]): Promise<Set<string>> {
      const found = await model
        .find({ org, _id: { $in: [...ids] }, status: 'rewarded' })
        .select('_id')
        .lean<{ _id: string }[]>()
      return new Set(found.map(({ _id }) => _id))
    },
    /** Which of these rules the user was ever rewarded for. */
    async rulesDone(org: string, user: string, rules: readonly string[]): Promise<Set<string>> {
      const done = await model.distinct('rule', {
        org,
        user,
        rule: { $in: [...rules] },
        status: 'rewarded',
      })
      return new Set(done)
    },
    page: (org: string, rule: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, rule, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .select('_id')
        .lean<{ _id: string }[]>(),
    /** Accepted before `before`, and still without a workflow; of all organizations, oldest first. */
    stranded: (before: Date, limit: number) =>
      model
        .find({ status: 'accepted', acceptedAt: { $lt: before } }, null, { allOrgs: true })
        .sort({ acceptedAt: 1 })
        .limit(limit)
        .lean<ClaimRecord[]>(),
    markCarried: (org: string, ids: readonly string[], workflow: string) =>
      model.updateMany(
        { org, _id: { $in: [...ids] }, status: 'accepted' },
        { $set: { status: 'processing', workflow } },
      ),
  }
}
