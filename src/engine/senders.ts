import { newId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { isWallet, knownBy, newUser } from './users.ts'
import type { Ground, Identity } from './users.ts'

/** Somebody on whose account something came. */
export type Sender = Ground & Identity

/** What counting must know of a user. */
export type KnownUser = Pick<UserRecord, '_id' | 'org' | 'website' | 'isBlocked'>

export interface SendersOptions {
  store: Pick<Store, 'users'>
  now: () => Date
}

const believedMs = 5_000
const mostBelieved = 50_000

/** Finds, or makes, the users behind many accounts at once; who was found is believed for some seconds. */
export function createSenders({ store, now }: SendersOptions) {
  const believed = new Map<string, { user: KnownUser; until: number }>()

  /** The users, by `nameOf` the sender. */
  async function usersOf(senders: readonly Sender[]): Promise<ReadonlyMap<string, KnownUser>> {
    const at = now().getTime()
    const users = new Map<string, KnownUser>()
    const unknown = new Map<string, Sender>()
    for (const sender of senders) {
      const name = nameOf(sender)
      const known = believed.get(name)
      if (known && known.until > at) users.set(name, known.user)
      else unknown.set(name, sender)
    }
    for (const group of byPlatform([...unknown.values()])) {
      for (const [name, user] of await findOrMake(group)) {
        users.set(name, user)
        if (believed.size >= mostBelieved) believed.clear()
        believed.set(name, { user, until: at + believedMs })
      }
    }
    return users
  }

  /** The same, of those who are there; nobody is made. */
  async function knownOf(senders: readonly Sender[]): Promise<ReadonlyMap<string, KnownUser>> {
    const unique = new Map(senders.map((sender) => [nameOf(sender), sender]))
    const found = await Promise.all(byPlatform([...unique.values()]).map(find))
    return new Map(found.flatMap((users) => [...users]))
  }

  async function findOrMake(group: readonly Sender[]): Promise<ReadonlyMap<string, KnownUser>> {
    const found = await find(group)
    const missing = group.filter((sender) => !found.has(nameOf(sender)))
    if (missing.length === 0) return found
    const at = now()
    await store.users.insertMany(
      missing.map((sender) => newUser(sender, knownBy(sender, at), newId('usr'), at)),
    )
    // Read again rather than believed, since somebody else may have made some of them at the same moment.
    return new Map([...found, ...(await find(missing))])
  }

  async function find(group: readonly Sender[]): Promise<Map<string, KnownUser>> {
    const [first] = group
    if (!first) return new Map()
    const { org, website, platform } = first
    const accounts = group.map(({ account }) => account)
    const isOfWallets = isWallet(first)
    const records = isOfWallets
      ? await store.users.findByWallets(org, website, accounts)
      : await store.users.findByAccounts(org, website, platform, accounts)
    const found = new Map<string, KnownUser>()
    for (const record of records) {
      const { _id, isBlocked } = record
      const user = { _id, org, website, isBlocked }
      const names = isOfWallets
        ? record.wallets.map(({ address }) => address)
        : record.accounts.filter((each) => each.platform === platform).map(({ id }) => id)
      for (const account of names) found.set(nameOf({ ...first, account }), user)
    }
    return found
  }

  return { usersOf, knownOf }
}

export type Senders = ReturnType<typeof createSenders>

export function nameOf({ website, platform, account }: Omit<Sender, 'org'>): string {
  return `${website}\n${platform}\n${account}`
}

function byPlatform(senders: readonly Sender[]): Sender[][] {
  const groups = new Map<string, Sender[]>()
  for (const sender of senders) {
    const name = `${sender.website}\n${sender.platform}`
    const group = groups.get(name)
    if (group) group.push(sender)
    else groups.set(name, [sender])
  }
  return [...groups.values()]
}
