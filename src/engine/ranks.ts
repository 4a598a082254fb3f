import { accountId, ownerOf, parseAccountId } from '../ledger/account.ts'
import type { Places, Ranked } from '../ledger/ranking/answers.ts'
import type { AsOf, Ranking } from '../ledger/ranking/ranking.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Users, Who } from './users.ts'

export interface RanksOptions {
  store: Store
  ranking: Pick<Ranking, 'rank' | 'around' | 'top'>
  users: Users
  currencies: Currencies
}

/** How one user stands among all who have an account of the currency. */
export interface UserRank {
  currency: Currency
  user: UserRecord
  /** Undefined when the user has no account. */
  standing: Ranked | undefined
  of: number
  asOf: Date
}

/** A part of the ranking, and the people in it. */
export interface Leaderboard extends AsOf<Places> {
  currency: Currency
  users: ReadonlyMap<string, UserRecord>
  hasNextPage: boolean
}

/** Exact ranks by points, at most a second late. */
export function createRanks({ store, ranking, users, currencies }: RanksOptions) {
  /** Of a user, named by their own id or by that of their account. Throws `not_found` for one that the scope does not hold. */
  async function rankOf(scope: Scope, id: string, currencyId?: string): Promise<UserRank> {
    const named = nameIn(id)
    const user = await users.find(scope, { userId: named.user })
    const website = await store.websites.find(user.org, user.website)
    if (!website) throw notFound('website')
    const currency = await currencies.pick(website, currencyId ?? named.currency)
    const account = accountOf(user, currency)
    if (named.account !== undefined && named.account !== account) throw notFound('account')
    const standing = await ranking.rank(account)
    const { of, asOf } = standing ?? (await nobody(currency))
    return { currency, user, standing, of, asOf }
  }

  /** A page from the top. Throws `not_found` for an account to go on from that is not ranked here. */
  async function top(
    website: Website,
    currencyId: string | undefined,
    page: { limit: number; after: string | undefined },
  ): Promise<Leaderboard> {
    const currency = await currencies.pick(website, currencyId)
    const found = await ranking.top(placeOf(currency), page)
    if (!found) throw notFound('account', '/startingAfter')
    return { ...found, currency, users: await usersOn(website, found) }
  }

  /** Up to `reach` places on either side of a user, and their own; none for one who has no account. */
  async function around(
    website: Website,
    who: Who,
    currencyId: string | undefined,
    reach: number,
  ): Promise<Leaderboard> {
    const user = await users.find({ org: website.org, website: website._id }, who)
    const currency = await currencies.pick(website, currencyId)
    const found =
      (await ranking.around(accountOf(user, currency), reach)) ?? (await nobody(currency))
    const last = found.places.at(-1)?.rank ?? found.of
    return {
      ...found,
      currency,
      users: await usersOn(website, found),
      hasNextPage: last < found.of,
    }
  }

  /** No places, of as many as there are. */
  async function nobody(currency: Currency): Promise<AsOf<Places>> {
    const found = await ranking.top(placeOf(currency), { limit: 0 })
    if (!found) throw new Error('the top was not found, though it was not said where to go on from')
    return found
  }

  async function usersOn(
    { org }: Website,
    { places }: Places,
  ): Promise<ReadonlyMap<string, UserRecord>> {
    const ids = places.map(({ user }) => user)
    const found = await store.users.findMany(org, ids)
    return new Map(found.map((user) => [user._id, user]))
  }

  return { rankOf, top, around }
}

export type Ranks = ReturnType<typeof createRanks>

interface Named {
  user: string
  account?: string
  currency?: string
}

/** An account's id has separators in it, and a user's has none. Throws `invalid_request` for what is neither. */
function nameIn(id: string): Named {
  if (!id.includes(':')) return { user: id }
  const { currency, owner } = parseAccountId(id, '/id')
  if (owner.type !== 'user') throw notFound('account')
  return { user: owner.user, account: id, currency }
}

function accountOf({ _id }: UserRecord, currency: Currency): string {
  return accountOfUser(_id, currency)
}

export function accountOfUser(user: string, currency: Currency): string {
  return accountId({ ...placeOf(currency), owner: ownerOf(user) })
}

export function placeOf({ org, website, _id }: Currency) {
  return { org, website, currency: _id }
}
