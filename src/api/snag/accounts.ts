import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { ListedAccount } from '../../engine/accounts.ts'
import { groupFilter } from '../../engine/user-groups.ts'
import type { GroupFields } from '../../engine/user-groups.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, listOf, oneOrMore, pageOf, paging, pagingOf } from '../schemas.ts'
import { metadata, metadataOf } from './user-reply.ts'

const account = z.object({
  id: z.string(),
  loyaltyCurrencyId: z.string(),
  userId: z.string().nullable(),
  user: z
    .object({
      id: z.string(),
      walletAddress: z.string().nullable(),
      userMetadata: z.array(metadata),
      websiteUserAttributeValues: z.array(z.unknown()),
    })
    .nullable(),
  type: z.string(),
  amount: z.string().meta({ description: 'Whole units, a decimal number.' }),
  held: z.string(),
  lockVersion: z.int(),
  organizationId: z.string(),
  websiteId: z.string(),
  updatedAt: instant,
})

/** Balances, sorted by amount. */
export function accountRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/accounts',
      operationId: 'listAccounts',
      summary: 'List accounts by balance',
      description: "`userId=null` lists the currency's own accounts. At most a second late.",
      tags: ['Ledger'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        loyaltyCurrencyId: oneOrMore(id).optional(),
        userId: oneOrMore(id).optional(),
        walletAddress: oneOrMore(id).optional(),
        externalIdentifier: id.optional(),
        userGroupId: id.optional(),
        userGroupExternalIdentifier: id.optional(),
        walletGroupIdentifier: id.optional(),
        sortDir: z.enum(['asc', 'desc']).default('desc'),
      }),
      reply: pageOf(account),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const user = query.userId === 'null' ? null : await usersIn(scope, query)
        const filter = { user, currency: listOf(query.loyaltyCurrencyId) }
        const page = { after, limit, direction: query.sortDir }
        const { items, hasNextPage } = await engine.accounts.list(scope, filter, page)
        return { data: items.map(accountReply), hasNextPage }
      },
    }),
  ]

  async function usersIn(
    scope: Parameters<typeof engine.users.idsOf>[0],
    query: {
      userId?: string | string[] | undefined
      walletAddress?: string | string[] | undefined
      externalIdentifier?: string | undefined
    } & GroupFields,
  ): Promise<string[] | undefined> {
    const { externalIdentifier } = query
    const filter = {
      ...(externalIdentifier === undefined ? {} : { externalIdentifier }),
      ...groupFilter(query),
    }
    const isNamed = Object.keys(filter).length > 0
    const named = isNamed ? await engine.users.list(scope, filter, { limit: 100 }) : []
    const ids = listOf(query.userId)
    return engine.users.idsOf(scope, {
      ids: isNamed ? [...(ids ?? []), ...named.map((u) => u._id)] : ids,
      wallets: listOf(query.walletAddress),
    })
  }
}

function accountReply({ account: found, user, decimals }: ListedAccount): z.input<typeof account> {
  const { _id, org, website, currency, type, balance, held, seq, updatedAt } = found
  return {
    ...{ id: _id, loyaltyCurrencyId: currency, userId: found.user, type },
    user: user
      ? {
          id: user._id,
          walletAddress: user.wallets[0]?.address ?? null,
          userMetadata: [metadataOf(user)],
          websiteUserAttributeValues: [],
        }
      : null,
    amount: wholeOf(balance, decimals),
    held: wholeOf(held, decimals),
    lockVersion: seq,
    ...{ organizationId: org, websiteId: website },
    updatedAt: updatedAt.toISOString(),
  }
}
