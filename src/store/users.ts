import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import type { Account, Wallet } from '../domain/user.ts'
import { gatheredById } from './gather.ts'
import { insertNew } from './insert-new.ts'
import { tenancy } from './tenancy.ts'
import { caseless, userSearches } from './user-search.ts'

/** A person of a website, with everything by which others know them. */
export interface UserRecord {
  _id: string
  org: string
  website: string
  wallets: Wallet[]
  accounts: Account[]
  /** The customer's own id of this person. */
  externalIdentifier?: string | undefined
  isBlocked?: boolean | undefined
  /** The customer's name of the wallets that belong together with this user's. */
  walletGroup?: string | null | undefined
  userGroup?: { id: string; externalIdentifier: string | null } | null | undefined
  /** Free fields of the Snag API's user metadata: displayName, emailAddress, bio, ... */
  profile: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<UserRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    website: { type: String, required: true },
    wallets: [
      { _id: false, address: String, type: { type: String }, proof: String, connectedAt: Date },
    ],
    accounts: [
      {
        _id: false,
        platform: String,
        id: String,
        handle: String,
        proof: String,
        connectedAt: Date,
      },
    ],
    externalIdentifier: String,
    isBlocked: Boolean,
    walletGroup: String,
    userGroup: { type: { _id: false, id: String, externalIdentifier: String } },
    profile: { type: Schema.Types.Mixed, default: {} },
    createdAt: Date,
    updatedAt: Date,
  },
  { versionKey: false, minimize: false },
)
// One wallet and one outside account belong to one person of a website. A partial index serves only those questions that
// cannot be about what it leaves out, and of `$type` MongoDB never sees that: so the texts in it are those after ''.
schema.index(
  { org: 1, website: 1, 'wallets.address': 1 },
  { unique: true, partialFilterExpression: { 'wallets.address': { $gt: '' } } },
)
schema.index(
  { org: 1, website: 1, 'accounts.platform': 1, 'accounts.id': 1 },
  { unique: true, partialFilterExpression: { 'accounts.id': { $gt: '' } } },
)
schema.index(
  { org: 1, website: 1, externalIdentifier: 1 },
  { unique: true, partialFilterExpression: { externalIdentifier: { $gt: '' } } },
)
schema.index(
  { org: 1, website: 1, walletGroup: 1 },
  { partialFilterExpression: { walletGroup: { $gt: '' } } },
)
schema.index(
  { org: 1, website: 1, 'userGroup.id': 1 },
  { partialFilterExpression: { 'userGroup.id': { $gt: '' } } },
)
schema.index({ org: 1, website: 1, _id: 1 })
// What people type to find somebody, in whatever case.
const typed = [
  'accounts.handle',
  'externalIdentifier',
  'profile.displayName',
  'profile.emailAddress',
]
for (const field of typed) {
  schema.index(
    { org: 1, website: 1, [field]: 1 },
    {
      name: `search ${field}`,
      collation: caseless,
      partialFilterExpression: { [field]: { $gt: '' } },
    },
  )
}
// The platform comes first in the index that keeps accounts apart, and is not known here.
schema.index(
  { org: 1, website: 1, 'accounts.id': 1 },
  { partialFilterExpression: { 'accounts.id': { $gt: '' } } },
)
schema.plugin(tenancy)

/** The same said twice: the index needs the first, and the second keeps it to one account. */
function hasAccount(platform: string, id: string | { $in: string[] }) {
  return { 'accounts.id': id, accounts: { $elemMatch: { platform, id } } }
}

export function createUsers(connection: Connection) {
  const model = connection.model('User', schema, 'users')
  const findMany = async (org: string, ids: readonly string[]) =>
    model.find({ org, _id: { $in: [...ids] } }).lean<UserRecord[]>()
  return {
    model,
    find: gatheredById(findMany),
    findMany,
    create: (user: UserRecord) => model.create(user),
    /** False for each of whom something is known to be somebody else's. */
    insertMany: (users: readonly UserRecord[]) => insertNew(model, users),
    /** Changes a user who is still as they were at `before`; null if somebody else was faster, or they are gone. */
    change: (
      { _id, org, updatedAt: before }: Pick<UserRecord, '_id' | 'org' | 'updatedAt'>,
      change: Partial<UserRecord>,
      session?: mongo.ClientSession,
    ) =>
      model
        .findOneAndUpdate(
          { org, _id, updatedAt: before },
          { $set: change },
          { returnDocument: 'after', session },
        )
        .lean<UserRecord | null>(),
    /** Takes a wallet from one user and gives it to another, both or neither. */
    moveWallet: (org: string, from: string, to: string, wallet: Wallet, at: Date): Promise<void> =>
      model.db.transaction(async (session) => {
        const { address } = wallet
        await model.updateOne(
          { org, _id: from },
          { $pull: { wallets: { address } }, $set: { updatedAt: at } },
          { session },
        )
        await model.updateOne(
          { org, _id: to },
          { $push: { wallets: wallet }, $set: { updatedAt: at } },
          { session },
        )
      }),
    list: (org: string, filter: object, after: string | undefined, limit: number) =>
      model
        .find({ org, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<UserRecord[]>(),
    findByWallet: (org: string, website: string, address: string) =>
      model.findOne({ org, website, 'wallets.address': address }).lean<UserRecord | null>(),
    findByAccount: (org: string, website: string, platform: string, id: string) =>
      model.findOne({ org, website, ...hasAccount(platform, id) }).lean<UserRecord | null>(),
    findByWallets: (org: string, website: string, addresses: readonly string[]) =>
      model.find({ org, website, 'wallets.address': { $in: [...addresses] } }).lean<UserRecord[]>(),
    findByAccounts: (org: string, website: string, platform: string, ids: readonly string[]) =>
      model.find({ org, website, ...hasAccount(platform, { $in: [...ids] }) }).lean<UserRecord[]>(),
    findByExternalId: (org: string, website: string, externalIdentifier: string) =>
      model.findOne({ org, website, externalIdentifier }).lean<UserRecord | null>(),
    findByUserGroup: (org: string, website: string, id: string) =>
      model.findOne({ org, website, 'userGroup.id': id }).lean<UserRecord | null>(),
    /** Questions, not asked yet, for those whom a text names: each of one index, so that none is a scan. */
    searches: (place: { org: string; website: string }, text: string, limit: number) =>
      userSearches(text).map(({ filter, collation }) => {
        const found = model.find({ ...place, ...filter }).limit(limit)
        return (collation ? found.collation(collation) : found).lean<UserRecord[]>()
      }),
    count: (org: string, website: string) => model.countDocuments({ org, website }),
    /** The ids of the others in a user's groups, in the order they joined. Who is blocked helps nobody. */
    async findMates(
      { _id, org, website, walletGroup, userGroup }: UserRecord,
      limit: number,
    ): Promise<string[]> {
      const groups = [
        ...(walletGroup == null ? [] : [{ walletGroup }]),
        ...(userGroup == null ? [] : [{ 'userGroup.id': userGroup.id }]),
      ]
      const filter = { org, website, _id: { $ne: _id }, isBlocked: { $ne: true }, $or: groups }
      const found = await model.find(filter, { _id: 1 }).sort({ _id: 1 }).limit(limit).lean()
      return found.map((mate) => mate._id)
    },
    /** A page of the people of a website in the order they joined, narrowed to those a sweep can find anything about. */
    page: (
      org: string,
      website: string,
      filter: object,
      after: string | undefined,
      limit: number,
    ) =>
      model
        .find({ org, website, ...filter, ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<UserRecord[]>(),
  }
}
