import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { UserStanding, UserStandings } from '../../engine/user-standings.ts'
import type { UserRecord } from '../../store/users.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, paging, pagingOf } from '../schemas.ts'

/** Who a user is, in a line. */
export const userName = z.object({
  id: z.string(),
  name: z.string().nullable().meta({ description: 'A name, a handle, or the id you gave.' }),
  walletAddress: z.string().nullable(),
  externalIdentifier: z.string().nullable(),
  platforms: z.array(z.string()).meta({ description: 'Where accounts are connected.' }),
  isBlocked: z.boolean(),
  createdAt: instant,
})

/** A user among the others. */
export const userStanding = z.object({
  ...userName.shape,
  rank: z.int().nullable().meta({ description: 'Null without an account of the currency.' }),
  amount: z.string().nullable().meta({ description: 'Whole units, a decimal number.' }),
  claims: z.int(),
  lastClaimAt: instant.nullable(),
})

const standings = z.object({
  data: z.array(userStanding),
  hasNextPage: z.boolean(),
  loyaltyCurrencyId: z.string(),
})

/** The people of a website, as a table shows them. */
export function userStandingRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users/standings',
      operationId: 'listUserStandings',
      summary: 'List users with their rank, points and claims',
      description:
        'By points, the most first, only those who have an account of the currency; or all, in the order they joined. ' +
        '`search` finds whose id, wallet, handle, name, e-mail address or identifier begins with it, or whose id elsewhere it is, in no order; a search has no next page: a longer text finds who is not among the first.',
      tags: ['Users'],
      access: 'read',
      query: z.object({
        ...{ ...address, ...paging },
        order: z.enum(['points', 'joined']).optional(),
        search: z.string().min(1).max(100).optional(),
        loyaltyCurrencyId: id.optional(),
      }),
      reply: standings,
      errors: ['not_found'],
      async run({ website, query }) {
        const { search, loyaltyCurrencyId: currency, order = 'points' } = query
        const { limit, after } = pagingOf(query)
        if (search === undefined) {
          const wanted = { order, currency, limit, after }
          return standingsReply(await engine.userStandings.list(await website(), wanted))
        }
        refuseWith('/startingAfter', after)
        refuseWith('/order', query.order)
        const found = engine.userStandings.search(await website(), search, { currency, limit })
        return standingsReply(await found)
      },
    }),
    route({
      method: 'get',
      path: '/api/users/count',
      operationId: 'countUsers',
      summary: 'Count users',
      tags: ['Users'],
      access: 'read',
      query: z.object({ ...address, loyaltyCurrencyId: id.optional() }),
      reply: z.object({
        users: z.int(),
        withPoints: z.int().meta({ description: 'Who have an account of the currency.' }),
        loyaltyCurrencyId: z.string(),
      }),
      errors: ['not_found'],
      async run({ website, query }) {
        const found = engine.userStandings.count(await website(), query.loyaltyCurrencyId)
        const { users, withPoints, currency } = await found
        return { users, withPoints, loyaltyCurrencyId: currency._id }
      },
    }),
  ]
}

function refuseWith(pointer: string, value: string | undefined): void {
  if (value === undefined) return
  throw refuseFields(fieldError(pointer, 'not_together', 'a search has no order and no pages'))
}

function standingsReply({ data, hasNextPage, currency }: UserStandings) {
  const { _id, decimals } = currency
  return {
    data: data.map((each) => standingReply(each, decimals)),
    ...{ hasNextPage, loyaltyCurrencyId: _id },
  }
}

export function standingReply(
  { user, standing, claims }: UserStanding,
  decimals: number,
): z.input<typeof userStanding> {
  return {
    ...userNameOf(user),
    rank: standing?.rank ?? null,
    amount: standing ? wholeOf(standing.balance, decimals) : null,
    claims: claims?.claims ?? 0,
    lastClaimAt: claims?.lastAt.toISOString() ?? null,
  }
}

export function userNameOf(user: UserRecord): z.input<typeof userName> {
  const { _id, wallets, accounts, profile, externalIdentifier = null, createdAt } = user
  const handle = accounts.find((account) => account.handle)?.handle
  const { displayName } = profile
  return {
    id: _id,
    name:
      typeof displayName === 'string' && displayName !== ''
        ? displayName
        : (handle ?? externalIdentifier),
    walletAddress: wallets[0]?.address ?? null,
    externalIdentifier,
    platforms: [...new Set(accounts.map(({ platform }) => platform))],
    isBlocked: user.isBlocked ?? false,
    createdAt: createdAt.toISOString(),
  }
}
