import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import { accountFields, accountsAfter } from './account-fields.ts'
import type { Keyed } from './keyed.ts'
import { invalid } from './scope.ts'
import type { Scope } from './scope.ts'
import { alreadyConnected, attestedWallet } from './users.ts'
import type { UserGroups } from './user-groups.ts'
import type { Users, Who } from './users.ts'
import { normalized, typeOf } from './wallets.ts'

/** What a customer tells of a user, by the names of the Snag API's user metadata. */
export type ProfileFields = Readonly<Record<string, string | number | boolean | null>>

const accountNames = new Set<string>(
  accountFields.flatMap((names) => ('handle' in names ? [names.id, names.handle] : [names.id])),
)
/** Kept beside the profile, where the engine reads them. */
const own = new Set([
  ...['isBlocked', 'externalIdentifier'],
  ...['walletGroupIdentifier', 'userGroupId', 'userGroupExternalIdentifier'],
])

export interface ProfilesOptions {
  store: Store
  users: Users
  userGroups: UserGroups
  now: () => Date
}

/** What customers know of their users, taken at their word. */
export function createProfiles({ store, users, userGroups, now }: ProfilesOptions) {
  /**
   * Changes a user, or makes one: null forgets a field, and disconnects an account. All of it or nothing. Throws
   * `already_connected` with the pointer for what is somebody else's, `not_found` for an unknown `userId`.
   */
  async function upsert(
    website: () => Promise<Website>,
    scope: Scope,
    who: Who,
    fields: ProfileFields,
    keyed?: Keyed,
  ): Promise<UserRecord> {
    const user = await target(website, scope, who, fields, keyed)
    await refuseForeign(user, fields)
    const grouped = await userGroups.changeBy(user, fields)
    const change = (now: UserRecord) => ({ ...changeOf(now, who, fields), ...grouped })
    const changed = await users.change(scope, user._id, change, keyed)
    await forgetTokens(user, changed)
    return changed
  }

  async function target(
    website: () => Promise<Website>,
    scope: Scope,
    who: Who,
    { externalIdentifier }: ProfileFields,
    keyed: Keyed | undefined,
  ): Promise<UserRecord> {
    if (who.userId !== undefined) return users.find(scope, { userId: who.userId })
    const { org, _id } = await website()
    const ground = { org, website: _id }
    if (who.walletAddress !== undefined) {
      const identity = { platform: 'web3', account: who.walletAddress }
      return users.findOrCreate(ground, identity, keyed)
    }
    if (typeof externalIdentifier !== 'string') {
      const message = 'name the user by userId, walletAddress or externalIdentifier'
      throw invalid({ pointer: '/userId', code: 'required', message })
    }
    const search = () => store.users.findByExternalId(org, _id, externalIdentifier)
    return users.findOrMake(ground, search, () => ({ externalIdentifier }), keyed)
  }

  /** Looked at first for the sake of the pointer; the unique indexes decide in the end. */
  async function refuseForeign(user: UserRecord, fields: ProfileFields): Promise<void> {
    for (const { platform, id } of accountFields) {
      const wanted = fields[id]
      if (typeof wanted !== 'string') continue
      const owner = await store.users.findByAccount(user.org, user.website, platform, wanted)
      if (owner && owner._id !== user._id)
        throw alreadyConnected(`/${id}`, `this ${platform} account`)
    }
  }

  function changeOf(user: UserRecord, who: Who, fields: ProfileFields): Partial<UserRecord> {
    const { isBlocked, externalIdentifier } = fields
    return {
      wallets: walletsAfter(user, who, now()),
      accounts: accountsAfter(user.accounts, fields, now()),
      profile: profileAfter(user, fields),
      ...(typeof isBlocked === 'boolean' ? { isBlocked } : {}),
      ...(typeof externalIdentifier === 'string' ? { externalIdentifier } : {}),
    }
  }

  /** A token opens one account; when the user has another one, or none, it is of no use any more. */
  async function forgetTokens(before: UserRecord, after: UserRecord): Promise<void> {
    const gone = before.accounts.filter(
      ({ platform, id }) =>
        !after.accounts.some((account) => account.platform === platform && account.id === id),
    )
    for (const { platform } of gone) {
      await store.credentials.remove(after.org, after._id, platform)
    }
  }

  return { upsert }
}

export type Profiles = ReturnType<typeof createProfiles>

function walletsAfter({ wallets }: UserRecord, { walletAddress }: Who, at: Date) {
  if (walletAddress === undefined) return wallets
  const address = normalized(walletAddress)
  if (wallets.some((wallet) => wallet.address === address)) return wallets
  return [...wallets, attestedWallet(address, typeOf(address), at)]
}

function profileAfter({ profile }: UserRecord, fields: ProfileFields): Record<string, unknown> {
  const given = Object.entries(fields).filter(([name]) => !accountNames.has(name) && !own.has(name))
  return Object.fromEntries(
    Object.entries({ ...profile, ...Object.fromEntries(given) }).filter(
      ([, value]) => value !== null,
    ),
  )
}
