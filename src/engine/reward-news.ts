import { encodeTime } from 'ulid'
import { wholeOf } from '../domain/points.ts'
import { parseAccountId } from '../ledger/account.ts'
import type { StoredEntry } from '../ledger/entry.ts'
import { keyOfEntry } from '../ledger/entry.ts'
import type { Followed } from '../ledger/following/entry-follower.ts'
import type { Delivery } from '../store/deliveries.ts'
import type { Store } from '../store/index.ts'
import { targetsOf } from './announcements.ts'
import type { Announcements, Happening } from './announcements.ts'
import type { WebhookBell } from './webhook-bell.ts'

export interface RewardNewsOptions {
  store: Pick<Store, 'currencies' | 'deliveries' | 'webhookEndpoints' | 'rules' | 'groups'>
  announcements: Announcements
  webhookBell: Pick<WebhookBell, 'ring'>
}

const told = ['user_reward', 'user_activity'] as const

/** What the ledger's entries tell webhooks: points that were given or taken, and rules that were completed for points. */
export function createRewardNews({ store, announcements, webhookBell }: RewardNewsOptions) {
  /** The currencies of all websites that an endpoint listens to, from its registration on. */
  async function followed(): Promise<Followed[]> {
    const endpoints = await store.webhookEndpoints.allListening(told)
    if (endpoints.length === 0) return []
    const byOrg = Map.groupBy(endpoints, ({ org }) => org)
    const currencies = await store.currencies.ofOrgs([...byOrg.keys()])
    return currencies.flatMap(({ _id: currency, org, website }) => {
      const sinces = (byOrg.get(org) ?? [])
        .filter(({ websites }) => websites.length === 0 || websites.includes(website))
        .map(({ createdAt }) => createdAt.getTime())
      if (sinces.length === 0) return []
      return [{ org, website, currency, since: new Date(Math.min(...sinces)) }]
    })
  }

  /** Queues what these movements of users' points mean. Each is queued once, however often it is told. */
  async function take(entries: readonly StoredEntry[]): Promise<void> {
    const deliveries = await deliveriesOf(entries)
    await store.deliveries.add(deliveries)
    await webhookBell.ring(targetsOf(deliveries))
  }

  async function deliveriesOf(entries: readonly StoredEntry[]): Promise<Delivery[]> {
    const byOrg = Map.groupBy(entries, ({ account }) => parseAccountId(account).org)
    const found = await Promise.all(
      [...byOrg].map(async ([org, own]) => {
        const names = await namesIn(org, own)
        return announcements.deliveriesOf(own.flatMap((entry) => happeningsOf(entry, names)))
      }),
    )
    return found.flat()
  }

  /** How claimr's clients call what entries name. */
  async function namesIn(org: string, entries: readonly StoredEntry[]): Promise<Names> {
    const rules = unique(entries.map(({ rule }) => rule))
    const groups = unique(entries.map(({ group }) => group))
    const currencies = unique(entries.map(({ account }) => parseAccountId(account).currency))
    const [foundRules, foundCurrencies, ...foundGroups] = await Promise.all([
      store.rules.list(org, { _id: { $in: rules } }, undefined, rules.length || 1),
      store.currencies.findMany(org, currencies),
      ...groups.map((group) => store.groups.find(org, group)),
    ])
    return {
      rules: new Map(foundRules.map((rule) => [rule._id, rule.externalIdentifier ?? rule._id])),
      groups: new Map(
        foundGroups.flatMap((group) =>
          group ? [[group._id, group.externalIdentifier ?? group._id]] : [],
        ),
      ),
      decimals: new Map(foundCurrencies.map(({ _id, decimals }) => [_id, decimals])),
    }
  }

  return { followed, take }
}

export type RewardNews = ReturnType<typeof createRewardNews>

interface Names {
  rules: ReadonlyMap<string, string>
  groups: ReadonlyMap<string, string>
  decimals: ReadonlyMap<string, number>
}

function happeningsOf(entry: StoredEntry, names: Names): Happening[] {
  const { org, website, currency, owner } = parseAccountId(entry.account)
  if (owner.type !== 'user') return []
  const { _id, seq, at, kind, claim } = entry
  // Within one account time may stand still, and its entries are numbered.
  const order = `${encodeTime(at.getTime())}/${String(seq).padStart(12, '0')}`
  const facts = {
    ...factsOf(entry, names),
    ...pointsOf(entry, names.decimals.get(currency) ?? 0),
    currency,
  }
  const common = { org, website, user: owner.user, at, order }
  const reward: Happening = { ...common, scope: 'user_reward', id: _id, facts }
  if (kind !== 'claim' || claim === undefined) return [reward]
  return [reward, { ...common, scope: 'user_activity', id: keyOfEntry(_id), facts }]
}

function factsOf({ _id, kind, rule, group, claim, reason, labels }: StoredEntry, names: Names) {
  return {
    ...{ id: _id, kind },
    ...(group === undefined ? {} : { cid: names.groups.get(group) ?? group }),
    ...(rule === undefined ? {} : { aid: names.rules.get(rule) ?? rule }),
    ...(claim === undefined ? {} : { claim_id: claim }),
    ...(reason === undefined ? {} : { reason }),
    ...(labels === undefined ? {} : { labels }),
  }
}

/** Negative where points were taken; the balance is the one after it. */
function pointsOf({ amount, balance }: StoredEntry, decimals: number) {
  const [xp, after] = [wholeOf(amount, decimals), wholeOf(balance, decimals)]
  return { xp: Number(xp), exact: { xp, balance: after } }
}

function unique(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))]
}
