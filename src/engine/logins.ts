import type { Account } from '../domain/user.ts'
import type { Grant, Providers } from '../providers/index.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Credentials } from './credentials.ts'
import type { Keyed } from './keyed.ts'
import type { Scope } from './scope.ts'
import { alreadyConnected } from './users.ts'
import type { Users, Who } from './users.ts'

/** The platforms whose user tokens can be kept. */
export const loginPlatforms = ['x', 'discord', 'github'] as const
export type LoginPlatform = (typeof loginPlatforms)[number]

export interface LoginsOptions {
  store: Store
  users: Users
  credentials: Pick<Credentials, 'put'>
  providers: Pick<Providers, LoginPlatform>
  now: () => Date
}

/** Accounts that users proved to be theirs by logging in there. */
export function createLogins({ store, users, credentials, providers, now }: LoginsOptions) {
  /**
   * Asks the platform whose token it is, links that account and seals the token. Throws `already_connected` for
   * an account of somebody else, and what the platform answers to a token that is none.
   */
  async function add(
    scope: Scope,
    who: Who,
    platform: LoginPlatform,
    grant: Grant,
    keyed?: Keyed,
  ): Promise<{ user: UserRecord; account: Account }> {
    const user = await users.find(scope, who)
    const { id, handle } = await providers[platform].owner(grant.accessToken)
    const owner = await store.users.findByAccount(user.org, user.website, platform, id)
    if (owner && owner._id !== user._id) throw alreadyConnected('/accessToken', 'this account')

    const account: Account = { platform, id, handle, proof: 'login', connectedAt: now() }
    const linked = ({ accounts }: UserRecord) => ({
      accounts: [...accounts.filter((each) => each.platform !== platform), account],
    })
    const changed = await users.change(scope, user._id, linked, keyed)
    await credentials.put(user.org, user._id, platform, grant)
    return { user: changed, account }
  }

  return { add }
}

export type Logins = ReturnType<typeof createLogins>
