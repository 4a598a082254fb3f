import { Failure } from '../domain/failure.ts'
import { newId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import { targetsOf } from './announcements.ts'
import type { Announcements } from './announcements.ts'
import type { Keyed } from './keyed.ts'
import type { UserTokens } from './user-tokens.ts'
import type { Identity, Users } from './users.ts'
import type { WebhookBell } from './webhook-bell.ts'

export interface SignInsOptions {
  store: Pick<Store, 'deliveries'>
  users: Users
  userTokens: UserTokens
  announcements: Announcements
  webhookBell: Pick<WebhookBell, 'ring'>
  now: () => Date
}

/** Users whom a customer's own login has let in. */
export function createSignIns(options: SignInsOptions) {
  const { store, users, userTokens, announcements, webhookBell, now } = options

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
    await announce(user, keyed)
    return { token: userTokens.issue(user), user }
  }

  /** A request that is run again after a crash is the same sign-in. */
  async function announce({ org, website, _id: user }: UserRecord, keyed?: Keyed): Promise<void> {
    const [id, at] = [keyed?.stamp ?? newId('dlv'), keyed?.startedAt ?? now()]
    const deliveries = await announcements.deliveriesOf([
      { ...{ org, website, user, id, at }, scope: 'user_login', facts: {} },
    ])
    await store.deliveries.add(deliveries)
    await webhookBell.ring(targetsOf(deliveries))
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
