import { stacked } from '../domain/multipliers.ts'
import type { Fraction } from '../domain/fraction.ts'
import { accountId, ownerOf } from '../ledger/account.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import type { Ranks } from './ranks.ts'

/** What a user has of the website's default currency. */
export interface Holdings {
  currency: Currency
  /** Minor units. */
  balance: bigint
  /** At most a second late. Undefined for one who never had a point. */
  rank: number | undefined
}

export interface UserInfoOptions {
  store: Pick<Store, 'multipliers'>
  ledger: Pick<Ledger, 'balance'>
  currencies: Currencies
  ranks: Ranks
}

/** What claimr's door tells of a user. */
export function createUserInfo({ store, ledger, currencies, ranks }: UserInfoOptions) {
  /** Nothing at all, for nobody. Throws `invalid_request` where the website has no default currency. */
  async function holdingsOf(website: Website, user: UserRecord | null): Promise<Holdings> {
    const currency = await currencies.pick(website)
    if (!user) return { currency, balance: 0n, rank: undefined }
    const { org, _id } = website
    const account = accountId({
      ...{ org, website: _id, currency: currency._id, owner: ownerOf(user._id) },
    })
    const [{ balance }, { standing }] = await Promise.all([
      ledger.balance(account),
      ranks.rankOf({ org, website: _id }, user._id, currency._id),
    ])
    return { currency, balance, rank: standing?.rank }
  }

  /** The factor on all that a user earns in a currency by rules. */
  async function factorOf({ org, _id }: UserRecord, currency: Currency): Promise<Fraction> {
    const live = await store.multipliers.live(org, [_id])
    const meant = live.filter(
      ({ currencies }) => currencies.length === 0 || currencies.includes(currency._id),
    )
    return stacked(meant.map(({ factor }) => factor))
  }

  return { holdingsOf, factorOf }
}

export type UserInfo = ReturnType<typeof createUserInfo>
