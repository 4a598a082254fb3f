import { encodeTime } from 'ulid'
import type { WebhookScope, WebhookTarget } from '../domain/webhook.ts'
import type { Delivery } from '../store/deliveries.ts'
import { derivedId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { WebhookEndpoint } from '../store/webhook-endpoints.ts'
import type { Website } from '../store/websites.ts'

/** Something that happened to a user. */
export interface Happening {
  org: string
  website: string
  scope: WebhookScope
  user: string
  /** Tells it from all others of its scope, also when it is announced again. */
  id: string
  at: Date
  /** A time that stays the same when it is announced again; `at`, if it is left out. */
  stableAt?: Date | undefined
  /** Sorts by when it happened; by `at` and `id`, if it is left out. */
  order?: string | undefined
  /** What there is to say beside where and to whom. */
  facts: Readonly<Record<string, unknown>>
}

const keptDays = 30

export interface AnnouncementsOptions {
  store: Pick<Store, 'users' | 'websites' | 'webhookEndpoints'>
  now: () => Date
}

/** Turns what happened into what is to be told to the endpoints that want to know. */
export function createAnnouncements({ store, now }: AnnouncementsOptions) {
  /** One delivery for each endpoint that wanted to know when it happened, in the order given. */
  async function deliveriesOf(happenings: readonly Happening[]): Promise<Delivery[]> {
    const byOrg = Map.groupBy(happenings, ({ org, scope }) => JSON.stringify([org, scope]))
    const found = await Promise.all([...byOrg.values()].map(ofOneScope))
    return found.flat()
  }

  /** All are of one organization and scope. */
  async function ofOneScope(happenings: readonly Happening[]): Promise<Delivery[]> {
    const [{ org, scope }] = happenings as readonly [Happening, ...Happening[]]
    const endpoints = await store.webhookEndpoints.listening(org, scope)
    const pairs = happenings.flatMap((happening) =>
      endpoints
        .filter((endpoint) => wants(endpoint, happening))
        .map((endpoint) => ({ endpoint, happening })),
    )
    if (pairs.length === 0) return []
    const told = pairs.map(({ happening }) => happening)
    const users = await usersOf(org, told)
    const websites = await websitesOf(org, told)
    const until = new Date(now().getTime() + keptDays * 86_400_000)
    return pairs.map(({ endpoint, happening }) => {
      const body = bodyOf(happening, users.get(happening.user), websites.get(happening.website))
      return { ...deliveryOf(endpoint, happening), body, expiresAt: until }
    })
  }

  async function usersOf(org: string, happenings: readonly Happening[]) {
    const ids = [...new Set(happenings.map(({ user }) => user))]
    const found = await store.users.findMany(org, ids)
    return new Map(found.map((user) => [user._id, user]))
  }

  async function websitesOf(org: string, happenings: readonly Happening[]) {
    const ids = [...new Set(happenings.map(({ website }) => website))]
    const found = await Promise.all(ids.map((id) => store.websites.find(org, id)))
    return new Map(found.flatMap((website) => (website ? [[website._id, website]] : [])))
  }

  return { deliveriesOf }
}

export type Announcements = ReturnType<typeof createAnnouncements>

/** The endpoints that these are for. */
export function targetsOf(deliveries: readonly Delivery[]): WebhookTarget[] {
  const targets = deliveries.map(({ org, endpoint }) => [endpoint, { org, endpoint }] as const)
  return [...new Map(targets).values()]
}

function wants({ websites, createdAt }: WebhookEndpoint, { website, at }: Happening): boolean {
  return at >= createdAt && (websites.length === 0 || websites.includes(website))
}

function deliveryOf({ _id: endpoint }: WebhookEndpoint, happening: Happening) {
  const { org, website, user, scope, id, at } = happening
  const { order = `${encodeTime(at.getTime())}~${id}`, stableAt = at } = happening
  return {
    _id: derivedId('dlv', JSON.stringify([endpoint, scope, id]), stableAt),
    ...{ org, website, user, endpoint, scope, order, happenedAt: at },
    ...({ state: 'waiting', tries: 0, dueAt: at } as const),
  }
}

/** The payload that Standard Webhooks suggests: a type, a time, and what it is about. */
function bodyOf(
  { scope, at, website: id, user: userId, facts }: Happening,
  user: UserRecord | undefined,
  website: Website | undefined,
): string {
  const pid = website?.externalIdentifier ?? id
  const who = { pid, ...identityOf(user), user_id: userId }
  return JSON.stringify({ type: scope, timestamp: at.toISOString(), data: { ...who, ...facts } })
}

/** What claimr's clients know a user by. */
function identityOf(user: UserRecord | undefined) {
  const [account] = user?.accounts ?? []
  if (account) return { platform: account.platform, account: account.id }
  const [wallet] = user?.wallets ?? []
  if (wallet) return { platform: 'web3', account: wallet.address }
  return { platform: null, account: null }
}
