import { floorTo, hourMs } from '../domain/claim-count.ts'
import { rangeOf } from '../domain/range.ts'
import type { Range, RangeOfTime } from '../domain/range.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import { attentionOf } from './attention.ts'
import type { Attention } from './attention.ts'
import { addedUp, countsOf, createOverviewCounts } from './overview-counts.ts'
import type { CountedColumn, Counts } from './overview-counts.ts'
import type { Scope } from './scope.ts'
import type { Source, Sources } from './sources.ts'
import { ruleOf } from './stored-rule.ts'
import { websiteIdsIn } from './website-ids.ts'
import type { Currency } from '../store/currencies.ts'

export interface Overview {
  range: RangeOfTime
  /** Everything that changed before is counted. Nothing, if nothing is yet. */
  asOf: Date | undefined
  attention: readonly Attention[]
  columns: readonly CountedColumn[]
  total: Counts
  before: Counts
  /** How long the newest claims took, of this range and of the one before, in the middle. */
  medianMs: { now: number | undefined; before: number | undefined }
  /** Those that are not over, whenever they were made. */
  open: { waiting: number; underWay: number; oldestAt: Date | undefined }
  /** Rules that paid, the most points first, by currency. */
  pointsByRule: readonly { rule: string; name: string; currency: string; amount: bigint }[]
  sources: readonly Source[]
  currencies: ReadonlyMap<string, Currency>
}

/** The last 24 hours of a rule, hour by hour, the one that is not over included. */
export interface RuleStatistics {
  from: Date
  asOf: Date | undefined
  hours: readonly Counts[]
  total: Counts
  decimals: ReadonlyMap<string, number>
}

export interface OverviewOptions {
  store: Store
  sources: Sources
  now: () => Date
}

const mostLookedAt = 1_000
const tookOf = 200
const mostRules = 1_000
const idleMs = 10 * 60_000
const expiresSoonMs = 14 * 24 * hourMs
const statisticsHours = 24

/** What goes on in a programme, from what is kept of it. */
export function createOverview({ store, sources, now }: OverviewOptions) {
  const counts = createOverviewCounts({ store })

  async function find(scope: Scope, wanted: Range): Promise<Overview> {
    const at = now()
    const range = rangeOf(wanted, at)
    const place = { org: scope.org, websites: await websiteIdsIn(store, scope) }
    // In this order, so that the counts hold at least what is said of them.
    const asOf = (await store.claimPlace.find())?.asOf
    const [columns, before, byRule, found, rules, open, idle, medianMs, trouble] =
      await Promise.all([
        counts.columnsOf(place, range),
        counts.totalOf(place, range, range.before),
        counts.byRule(place, range),
        sources.list(scope),
        rulesOf(place),
        openOf(place),
        idleOf(place, at),
        mediansOf(place, range),
        troubleOf(scope, at),
      ])
    const total = addedUp(columns)
    const currencies = await currenciesOf(scope.org, [total, before])
    return {
      ...{ range, asOf, columns, total, before, open, medianMs, sources: found, currencies },
      pointsByRule: pointsOf(byRule, rules),
      attention: attentionOf({
        ...{ now: at, from: range.from, asOf, sources: found, total, idle, ...trouble },
        rules: rules.filter(({ deletedAt }) => !deletedAt),
      }),
    }
  }

  /** Of each of these rules. */
  async function statisticsOf(
    org: string,
    rules: readonly RuleRecord[],
  ): Promise<Map<string, RuleStatistics>> {
    if (rules.length === 0) return new Map()
    const from = new Date(floorTo(now(), hourMs).getTime() - (statisticsHours - 1) * hourMs)
    const place = { org, websites: [...new Set(rules.map(({ website }) => website))] }
    const asOf = (await store.claimPlace.find())?.asOf
    const ids = rules.map(({ _id }) => _id)
    const found = await counts.hoursOf(place, ids, { from, count: statisticsHours })
    const totals = new Map([...found].map(([rule, hours]) => [rule, addedUp(hours)]))
    const currencies = await currenciesOf(org, [...totals.values()])
    const decimals = new Map([...currencies].map(([id, currency]) => [id, currency.decimals]))
    return new Map(
      [...found].map(([rule, hours]) => {
        const total = totals.get(rule) ?? addedUp(hours)
        return [rule, { from, asOf, hours, total, decimals }]
      }),
    )
  }

  /** Deleted ones too: they may have paid. */
  function rulesOf({ org, websites }: Place): Promise<RuleRecord[]> {
    return store.rules.list(org, { website: { $in: [...websites] } }, undefined, mostRules)
  }

  async function openOf({ org, websites }: Place): Promise<Overview['open']> {
    const wanted = { org, websites, rules: 'all', grain: 'now' } as const
    const found = await store.claimCounts.find(wanted).toArray()
    const { claims } = countsOf(found)
    const [oldest] = await store.claims.openBefore(org, websites, now(), 1)
    return {
      ...{ waiting: claims.waiting, underWay: claims.under_way },
      oldestAt: oldest?.acceptedAt,
    }
  }

  /** Those that are not over, should be, and do not say why. */
  async function idleOf({ org, websites }: Place, at: Date) {
    const since = new Date(at.getTime() - idleMs)
    const found = await store.claims.openBefore(org, websites, since, mostLookedAt + 1)
    const idle = found.filter(
      ({ waiting, notBefore }) => !waiting && (notBefore === undefined || notBefore < since),
    )
    const isMore = found.length > mostLookedAt
    return { claims: idle.length, isMore, oldestAt: idle[0]?.acceptedAt }
  }

  async function mediansOf({ org, websites }: Place, range: RangeOfTime) {
    const [recent, earlier] = await Promise.all([
      store.claims.newestPaid(org, websites, range, tookOf),
      store.claims.newestPaid(org, websites, range.before, tookOf),
    ])
    return { now: medianOf(recent.flatMap(tookMsOf)), before: medianOf(earlier.flatMap(tookMsOf)) }
  }

  async function troubleOf({ org, website }: Scope, at: Date) {
    const soon = new Date(at.getTime() + expiresSoonMs)
    const holder = website === undefined ? {} : { holder: website }
    const [endpoints, keys] = await Promise.all([
      store.webhookEndpoints.list(org, { status: 'failing', ...holder }, undefined, 20),
      store.apiKeys.endingWithin(org, at, soon, 20),
    ])
    const own = keys.filter((key) => website === undefined || key.website === website)
    return { endpoints, keys: own }
  }

  async function currenciesOf(org: string, all: readonly Counts[]) {
    const ids = [...new Set(all.flatMap(({ points }) => [...points.keys()]))]
    const found = await store.currencies.findMany(org, ids)
    return new Map(found.map((currency) => [currency._id, currency]))
  }

  return { find, statisticsOf }
}

type Place = { org: string; websites: readonly string[] }

function pointsOf(byRule: ReadonlyMap<string, Counts>, rules: readonly RuleRecord[]) {
  const names = new Map(rules.map((record) => [record._id, ruleOf(record).name]))
  const all = [...byRule].flatMap(([rule, { points }]) =>
    [...points].map(([currency, amount]) => ({
      ...{ rule, name: names.get(rule) ?? rule, currency, amount },
    })),
  )
  const paid = all.filter(({ amount }) => amount !== 0n)
  return paid.toSorted((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0))
}

/** From when it could be looked at. */
function tookMsOf({
  acceptedAt,
  notBefore = acceptedAt,
  settledAt,
}: Pick<ClaimRecord, 'acceptedAt' | 'notBefore' | 'settledAt'>): number[] {
  return settledAt ? [Math.max(0, settledAt.getTime() - notBefore.getTime())] : []
}

function medianOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
