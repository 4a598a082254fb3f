import type { ListedWebsite } from '../ledger/listing/transaction-filter.ts'
import type { Store } from '../store/index.ts'
import type { Scope } from './scope.ts'

const mostWebsites = 1_000
const mostCurrencies = 10_000

/** The websites that a scope may see, each with every currency it ever had. */
export async function websitesIn(
  store: Pick<Store, 'websites' | 'currencies'>,
  { org, website }: Scope,
): Promise<ListedWebsite[]> {
  const [websites, currencies] = await Promise.all([
    website === undefined ? store.websites.ofOrg(org, mostWebsites) : [{ _id: website }],
    store.currencies.list(org, website, { limit: mostCurrencies, includeDeleted: true }),
  ])
  const byWebsite = Map.groupBy(currencies, (currency) => currency.website)
  return websites.map(({ _id }) => ({
    website: _id,
    currencies: (byWebsite.get(_id) ?? []).map((currency) => currency._id),
  }))
}
