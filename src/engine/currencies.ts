import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { idFor, makeOnce } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { invalid, within } from './scope.ts'
import type { Scope } from './scope.ts'

export interface NewCurrency {
  name: string
  symbol: string
  decimals: number
  imageUrl?: string | null | undefined
  sortId?: number | null | undefined
  pointsExpireAfterDays?: number | null | undefined
}

/** Loyalty currencies of a website; the first one is its default. */
export function createCurrencies({ store, now }: { store: Store; now: () => Date }) {
  async function create(website: Website, wanted: NewCurrency, keyed?: Keyed): Promise<Currency> {
    const { org, _id, defaultCurrency } = website
    const at = now()
    const currency: Currency = {
      _id: idFor('cur', keyed),
      org,
      website: _id,
      ...wanted,
      createdAt: at,
      updatedAt: at,
      deletedAt: null,
    }
    const make = async () => {
      await store.currencies.create(currency)
      return currency
    }
    const made = await makeOnce(keyed, make, () => store.currencies.find(org, currency._id))
    if (!defaultCurrency) await store.websites.setDefaultCurrency(org, _id, made._id)
    return made
  }

  /** The named one, or the website's default. Throws `not_found`, or `invalid_request` where there is no default. */
  async function pick(website: Website, id?: string, pointer?: string): Promise<Currency> {
    const wanted = id ?? website.defaultCurrency
    if (wanted === undefined) {
      const message = 'is needed: the website has no default currency'
      throw invalid({ pointer: pointer ?? '/loyaltyCurrencyId', code: 'required', message })
    }
    const scope = { org: website.org, website: website._id }
    const currency = within(scope, await store.currencies.find(website.org, wanted), what, pointer)
    return within(scope, currency.deletedAt ? null : currency, what, pointer)
  }

  async function list(
    scope: Scope,
    page: { after?: string | undefined; limit: number; includeDeleted: boolean },
  ): Promise<Currency[]> {
    return store.currencies.list(scope.org, scope.website, page)
  }

  /** How many decimals each of these currencies has; none where one is not known. */
  async function decimalsOf(org: string, ids: readonly string[]): Promise<Map<string, number>> {
    const found = await store.currencies.findMany(org, [...new Set(ids)])
    return new Map(found.map(({ _id, decimals }) => [_id, decimals]))
  }

  return { create, pick, list, decimalsOf }
}

export type Currencies = ReturnType<typeof createCurrencies>

const what = 'currency'
