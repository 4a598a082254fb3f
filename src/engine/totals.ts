import type { Totals, TotalsFound, TotalsWanted } from '../ledger/totals.ts'
import type { Store } from '../store/index.ts'
import { invalid } from './scope.ts'
import type { Scope } from './scope.ts'
import { websitesIn } from './websites-in.ts'

export interface TotalsReport extends TotalsFound {
  /** Of each currency. */
  decimals: ReadonlyMap<string, number>
}

export type TotalsFilter = Pick<TotalsWanted, 'by' | 'currency' | 'from' | 'until'>

/** What a programme has given and taken, as it is kept. */
export function createTotals({
  store,
  totals,
}: {
  store: Pick<Store, 'websites' | 'currencies'>
  totals: Totals
}) {
  /** Throws `invalid_request` for a range that ends before it begins. */
  async function find(scope: Scope, filter: TotalsFilter): Promise<TotalsReport> {
    const { from, until } = filter
    if (from !== undefined && until !== undefined && until < from) {
      throw invalid({ pointer: '/until', code: 'out_of_range', message: 'is before from' })
    }
    const websites = await websitesIn(store, scope)
    const found = await totals.find({ org: scope.org, websites, ...filter })
    const currencies = await store.currencies.findMany(scope.org, [
      ...new Set(found.totals.map(({ currency }) => currency)),
    ])
    return { ...found, decimals: new Map(currencies.map(({ _id, decimals }) => [_id, decimals])) }
  }

  return { find }
}
