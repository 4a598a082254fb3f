import { Failure } from '../domain/failure.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Keyed } from './keyed.ts'
import type { UserTokens } from './user-tokens.ts'
import type { Identity, Users } from './users.ts'

export interface SignInsOptions {
  users: Users
  userTokens: UserTokens
}

/** Users whom a customer's own login has let in. */
export function createSignIns({ users, userTokens }: SignInsOptions) {
  /** Makes the user, if nobody is called so. Throws `user_blocked`. */
  async function signIn(
    { org, _id }: Website,
    { name, ...identity }: Identity & { name?: string | undefined },
    keyed?: Keyed,
  ): Promise<{ token: string; user: UserRecord }> {
    const ground = { org, website: _id }
    const found = await users.findOrCreate(ground, identity, keyed)
    if (found.isBlocked) throw new Failure('user_blocked', 'the user is blocked')
    const user = await called(found, name, keyed)
    return { token: userTokens.issue(user), user }
  }

  async function called(
    user: UserRecord,
    name: string | undefined,
    keyed: Keyed | undefined,
  ): Promise<UserRecord> {
    if (name === undefined || user.profile.displayName === name) return user
    const { org, website, _id } = user
    const named = ({ profile }: UserRecord) => ({ profile: { ...profile, displayName: name } })
    return users.change({ org, website }, _id, named, keyed)
  }

  return { signIn }
}

export type SignIns = ReturnType<typeof createSignIns>
