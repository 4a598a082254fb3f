import { floorTo, hourMs } from '../domain/claim-count.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { Currencies } from './currencies.ts'
import { addedUp, createOverviewCounts } from './overview-counts.ts'
import type { Counts } from './overview-counts.ts'

/** The last 24 hours of a rule, hour by hour, the one that is not over included. */
export interface RuleStatistics {
  from: Date
  asOf: Date | undefined
  hours: readonly Counts[]
  total: Counts
  decimals: ReadonlyMap<string, number>
}

export interface RuleStatisticsOptions {
  store: Pick<Store, 'claimCounts' | 'claimPlace'>
  currencies: Pick<Currencies, 'decimalsOf'>
  now: () => Date
}

const statisticsHours = 24

/** Tells of each of some rules how its claims went. */
export function createRuleStatistics({ store, currencies, now }: RuleStatisticsOptions) {
  const counts = createOverviewCounts({ store })

  return async function statisticsOf(
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
    const paidIn = [...totals.values()].flatMap(({ points }) => [...points.keys()])
    const decimals = await currencies.decimalsOf(org, paidIn)
    return new Map(
      [...found].map(([rule, hours]) => {
        const total = totals.get(rule) ?? addedUp(hours)
        return [rule, { from, asOf, hours, total, decimals }]
      }),
    )
  }
}
