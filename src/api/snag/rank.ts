import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { Leaderboard, UserRank } from '../../engine/ranks.ts'
import type { UserRecord } from '../../store/users.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { userRef, userRefOf } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, paging, pagingOf, who } from '../schemas.ts'

const of = z.int().meta({ description: 'How many have an account of this currency.' })
const asOf = instant.meta({ description: 'Everything that was listed until then is counted.' })
const usualReach = 5

const userRank = z.object({
  rank: z.int().nullable().meta({
    description:
      'From 1. Of equal balances the one that was reached first is ahead, so no rank is shared. Null without an account.',
  }),
  of,
  percentile: z.number().nullable().meta({
    description: 'The share of the others who are behind, 0 to 100, rounded down to four decimals.',
  }),
  amount: z.string().nullable().meta({ description: 'Whole units, a decimal number.' }),
  amountToNext: z.string().nullable().meta({
    description: 'The least that moves the user up. Null for the first.',
  }),
  ...{ userId: z.string(), loyaltyCurrencyId: z.string(), asOf },
})

const place = z.object({
  id: z.string().meta({ description: "The account's, to go on from with `startingAfter`." }),
  rank: z.int(),
  amount: z.string().meta({ description: 'Whole units, a decimal number.' }),
  since: instant.nullable().meta({ description: 'When this balance was reached.' }),
  userId: z.string(),
  user: userRef.nullable(),
})

const leaderboard = z.object({
  data: z.array(place),
  hasNextPage: z.boolean(),
  ...{ of, asOf, loyaltyCurrencyId: z.string(), websiteId: z.string(), organizationId: z.string() },
})

const reach = z
  .string()
  .regex(/^(?:\d|[1-4]\d|50)$/, 'must be a whole number from 0 to 50')
  .meta({ description: 'Places on either side of the user, 0 to 50; 5 if left out.' })

/** Exact ranks, however many there are: no rank ends in "5000+". */
export function rankRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/accounts/{id}/rank',
      operationId: 'getAccountRank',
      summary: "Get a user's rank",
      description:
        'By balance, the highest first. `id` is that of a user or of an account. Exact, and at most a second late.',
      tags: ['Ledger'],
      access: 'read',
      query: z.object({ ...address, loyaltyCurrencyId: id.optional() }),
      reply: userRank,
      errors: ['not_found', 'too_many_requests'],
      async run({ scope, params, query }) {
        return rankReply(await engine.ranks.rankOf(scope, params.id, query.loyaltyCurrencyId))
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/leaderboard',
      operationId: 'getLeaderboard',
      summary: 'List the top, or the places around a user',
      description:
        'Without a user: pages from the top. With `userId` or `walletAddress`: the places around that user, or none without an account. Exact, and at most a second late.',
      tags: ['Ledger'],
      access: 'read',
      query: z.object({
        ...{ ...address, ...paging, ...who },
        loyaltyCurrencyId: id.optional(),
        around: reach.optional(),
      }),
      reply: leaderboard,
      errors: ['not_found'],
      async run({ query, website }) {
        const { loyaltyCurrencyId, userId, walletAddress, around } = query
        const isAround = userId !== undefined || walletAddress !== undefined
        checkTogether(query, isAround)
        const found = isAround
          ? engine.ranks.around(
              await website(),
              { userId, walletAddress },
              loyaltyCurrencyId,
              Number(around ?? usualReach),
            )
          : engine.ranks.top(await website(), loyaltyCurrencyId, pagingOf(query))
        return leaderboardReply(await found)
      },
    }),
  ]
}

/** A list is of one kind: a page from somewhere, or a neighbourhood. */
function checkTogether(
  { around, startingAfter }: { around?: string | undefined; startingAfter?: string | undefined },
  isAround: boolean,
): void {
  if (isAround && startingAfter !== undefined) {
    const message = 'pages go on from the top: leave the user out'
    throw refuseFields(fieldError('/startingAfter', 'not_together', message))
  }
  if (!isAround && around !== undefined) {
    const message = 'name the user to look around, by userId or walletAddress'
    throw refuseFields(fieldError('/userId', 'required', message))
  }
}

function rankReply({ standing, of, asOf, currency, user }: UserRank): z.input<typeof userRank> {
  const whole = (minor: bigint | undefined) =>
    minor === undefined ? null : wholeOf(minor, currency.decimals)
  return {
    rank: standing?.rank ?? null,
    of,
    percentile: standing?.percentile ?? null,
    amount: whole(standing?.balance),
    amountToNext: whole(standing?.pointsToNext),
    ...{ userId: user._id, loyaltyCurrencyId: currency._id, asOf: asOf.toISOString() },
  }
}

function leaderboardReply(found: Leaderboard): z.input<typeof leaderboard> {
  const { places, users, hasNextPage, of, asOf, currency } = found
  return {
    data: places.map(({ account, rank, balance, since, user }) => ({
      ...{ id: account, rank, userId: user, user: refOf(users.get(user)) },
      amount: wholeOf(balance, currency.decimals),
      since: since?.toISOString() ?? null,
    })),
    hasNextPage,
    ...{ of, asOf: asOf.toISOString(), loyaltyCurrencyId: currency._id },
    ...{ websiteId: currency.website, organizationId: currency.org },
  }
}

function refOf(user: UserRecord | undefined): z.input<typeof userRef> | null {
  return user ? userRefOf(user) : null
}
