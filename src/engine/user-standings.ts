import type { Ranked } from '../ledger/ranking/answers.ts'
import type { Ranking } from '../ledger/ranking/ranking.ts'
import type { ClaimCount } from '../store/claims.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { accountOfUser, placeOf } from './ranks.ts'
import { notFound } from './scope.ts'

/** A user among the others. */
export interface UserStanding {
  user: UserRecord
  /** Nothing for one without an account of the currency. */
  standing: Pick<Ranked, 'rank' | 'balance'> | undefined
  /** Nothing for one who never claimed. */
  claims: ClaimCount | undefined
}

export interface UserStandings {
  currency: Currency
  data: UserStanding[]
  hasNextPage: boolean
}

export interface StandingsWanted {
  /** By points, the most first: those who have an account. Or everybody, in the order they joined. */
  order: 'points' | 'joined'
  currency?: string | undefined
  /** The id of the last user on the page before. */
  after?: string | undefined
  limit: number
}

export interface StandingsOptions {
  store: Store
  ranking: Pick<Ranking, 'rank' | 'top'>
  currencies: Currencies
}

const pageSize = 500

/** The people of a website as a table shows them. Every page comes from an index, or from the ranking in memory. */
export function createUserStandings({ store, ranking, currencies }: StandingsOptions) {
  async function list(website: Website, wanted: StandingsWanted): Promise<UserStandings> {
    const currency = await currencies.pick(website, wanted.currency)
    return wanted.order === 'points' ? byPoints(currency, wanted) : byJoining(currency, wanted)
  }

  async function byPoints(
    currency: Currency,
    { after, limit }: StandingsWanted,
  ): Promise<UserStandings> {
    const from = after === undefined ? undefined : accountOfUser(after, currency)
    const found = await ranking.top(placeOf(currency), { limit, after: from })
    if (!found) throw notFound('user', '/startingAfter')
    const ids = found.places.map(({ user }) => user)
    const users = new Map(
      (await store.users.findMany(currency.org, ids)).map((user) => [user._id, user]),
    )
    const known = found.places.flatMap((standing) => {
      const user = users.get(standing.user)
      return user ? [{ user, standing }] : []
    })
    return { currency, data: await withClaims(currency.org, known), hasNextPage: found.hasNextPage }
  }

  async function byJoining(
    currency: Currency,
    { after, limit }: StandingsWanted,
  ): Promise<UserStandings> {
    const { org, website } = currency
    const found = await store.users.page(org, website, {}, after, limit + 1)
    const data = await described(currency, found.slice(0, limit))
    return { currency, data, hasNextPage: found.length > limit }
  }

  /** Those who are known by something that begins with a text; more of it finds who is not among the first. */
  async function search(
    website: Website,
    text: string,
    { currency: named, limit }: Pick<StandingsWanted, 'currency' | 'limit'>,
  ): Promise<UserStandings> {
    const currency = await currencies.pick(website, named)
    const place = { org: website.org, website: website._id }
    const lists = await Promise.all(store.users.searches(place, text, limit + 1))
    const found = [...new Map(lists.flat().map((user) => [user._id, user])).values()]
    const data = await described(currency, found.slice(0, limit))
    return { currency, data, hasNextPage: found.length > limit }
  }

  /** All of them, some at a time; a search has no more than it finds at once. */
  async function* all(
    website: Website,
    {
      search: text,
      ...wanted
    }: Pick<StandingsWanted, 'order' | 'currency'> & { search?: string | undefined },
  ): AsyncGenerator<UserStandings> {
    if (text !== undefined) {
      yield search(website, text, { ...wanted, limit: pageSize })
      return
    }
    for (let after: string | undefined; ;) {
      const page = await list(website, { ...wanted, after, limit: pageSize })
      yield page
      after = page.data.at(-1)?.user._id
      if (!page.hasNextPage || after === undefined) return
    }
  }

  async function described(currency: Currency, users: readonly UserRecord[]) {
    const standings = await Promise.all(
      users.map(async (user) => ({
        user,
        standing: await ranking.rank(accountOfUser(user._id, currency)),
      })),
    )
    return withClaims(currency.org, standings)
  }

  async function withClaims(
    org: string,
    standings: readonly Omit<UserStanding, 'claims'>[],
  ): Promise<UserStanding[]> {
    const ids = standings.map(({ user }) => user._id)
    const counts = ids.length === 0 ? undefined : await store.claims.countsOf(org, ids)
    return standings.map((each) => ({ ...each, claims: counts?.get(each.user._id) }))
  }

  /** How many there are, and how many of them have an account of the currency. */
  async function count(website: Website, currencyId?: string) {
    const currency = await currencies.pick(website, currencyId)
    const [users, ranked] = await Promise.all([
      store.users.count(website.org, website._id),
      ranking.top(placeOf(currency), { limit: 0 }),
    ])
    return { currency, users, withPoints: ranked?.of ?? 0 }
  }

  return { list, search, all, count }
}

export type UserStandingsList = ReturnType<typeof createUserStandings>
