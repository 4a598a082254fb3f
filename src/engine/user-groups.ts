import { accountId, ownerOf } from '../ledger/account.ts'
import type { AccountId } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import { derivedId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { notFound } from './scope.ts'

type Groups = Pick<UserRecord, 'walletGroup' | 'userGroup'>

/** By which names the Snag API speaks of the groups a user is in. */
export interface GroupFields {
  userGroupId?: unknown
  userGroupExternalIdentifier?: unknown
  walletGroupIdentifier?: unknown
}

/** How many of a group spend together with the one who asks. */
const mostMates = 99

/** Users who pool their points: those of one wallet group, or of one user group, of a website. */
export function createUserGroups({ store }: { store: Pick<Store, 'users'> }) {
  /** What the fields make of a user's groups; null leaves one. Throws `not_found` for an id of a group nobody is in. */
  async function changeBy(
    { org, website }: Pick<UserRecord, 'org' | 'website'>,
    fields: GroupFields,
  ): Promise<Partial<Groups>> {
    const { userGroupId, userGroupExternalIdentifier, walletGroupIdentifier } = fields
    const change: Partial<Groups> = {}
    if (isTold(walletGroupIdentifier)) change.walletGroup = walletGroupIdentifier
    if (isTold(userGroupExternalIdentifier)) {
      change.userGroup = groupNamed(org, website, userGroupExternalIdentifier)
    }
    if (userGroupId === null) change.userGroup = null
    if (typeof userGroupId === 'string' && userGroupId !== change.userGroup?.id) {
      const member = await store.users.findByUserGroup(org, website, userGroupId)
      if (!member?.userGroup) throw notFound('user group', '/userGroupId')
      change.userGroup = member.userGroup
    }
    return change
  }

  /** The accounts that a user spends from: their own first, then those of their groups, in the order they joined. */
  async function accountsOf(
    user: UserRecord,
    { _id: currency, org, website }: Currency,
  ): Promise<AccountId[]> {
    const mates = isAlone(user) ? [] : await store.users.findMates(user, mostMates)
    return [user._id, ...mates].map((id) =>
      accountId({ org, website, currency, owner: ownerOf(id) }),
    )
  }

  return { changeBy, accountsOf }
}

export type UserGroups = ReturnType<typeof createUserGroups>

export function isAlone({ walletGroup, userGroup }: Groups): boolean {
  return walletGroup == null && userGroup == null
}

/** The same identifier names the same group, whoever says it first. */
function groupNamed(org: string, website: string, externalIdentifier: string | null) {
  if (externalIdentifier === null) return null
  const stamp = JSON.stringify([org, website, externalIdentifier])
  return { id: derivedId('ugr', stamp, new Date(0)), externalIdentifier }
}

/** Who is in the groups that a request names. */
export function groupFilter(fields: GroupFields): object {
  const { userGroupId, userGroupExternalIdentifier, walletGroupIdentifier } = fields
  return {
    ...(userGroupId === undefined ? {} : { 'userGroup.id': userGroupId }),
    ...(userGroupExternalIdentifier === undefined
      ? {}
      : { 'userGroup.externalIdentifier': userGroupExternalIdentifier }),
    ...(walletGroupIdentifier === undefined ? {} : { walletGroup: walletGroupIdentifier }),
  }
}

function isTold(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}
