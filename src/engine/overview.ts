import { hourMs } from '../domain/claim-count.ts'
import { rangeOf } from '../domain/range.ts'
import type { Range, RangeOfTime } from '../domain/range.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import { createClaimTimes } from './claim-times.ts'
import type { ClaimTimes } from './claim-times.ts'
import { attentionOf } from './attention.ts'
import type { Attention } from './attention.ts'
import { addedUp, createOverviewCounts } from './overview-counts.ts'
import type { CountedColumn, Counts, Place } from './overview-counts.ts'
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
  medianMs: Awaited<ReturnType<ClaimTimes['mediansOf']>>
  /** Those that are not over, whenever they were made. */
  open: Awaited<ReturnType<ClaimTimes['openOf']>>
  /** Rules that paid, the most points first, by currency. */
  pointsByRule: readonly { rule: string; name: string; currency: string; amount: bigint }[]
  sources: readonly Source[]
  currencies: ReadonlyMap<string, Currency>
}

export interface OverviewOptions {
  store: Store
  sources: Sources
  now: () => Date
}

const mostRules = 1_000
const expiresSoonMs = 14 * 24 * hourMs

/** What goes on in a programme, from what is kept of it. */
export function createOverview({ store, sources, now }: OverviewOptions) {
  const counts = createOverviewCounts({ store })
  const claims = createClaimTimes({ store, now })

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
        claims.openOf(place),
        claims.idleOf(place),
        claims.mediansOf(place, range),
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

  /** Deleted ones too: they may have paid. */
  function rulesOf({ org, websites }: Place): Promise<RuleRecord[]> {
    return store.rules.list(org, { website: { $in: [...websites] } }, undefined, mostRules)
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

  return { find }
}

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
