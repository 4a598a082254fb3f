import { z } from 'zod'
import { accountFields } from '../../engine/account-fields.ts'
import { groupFilter } from '../../engine/user-groups.ts'
import { normalized } from '../../engine/wallets.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, flag, id, listOf, oneOrMore, pageOf, paging, pagingOf } from '../schemas.ts'
import { user, userReply } from './user-reply.ts'

/** Accounts elsewhere may be asked for by id and by handle. */
const accountQuery = Object.fromEntries(
  accountFields.flatMap((names) =>
    ('handle' in names ? [names.id, names.handle] : [names.id]).map((name) => [
      name,
      id.optional(),
    ]),
  ),
) as Record<string, z.ZodOptional<z.ZodString>>

const query = z.object({
  ...accountQuery,
  ...address,
  ...paging,
  userId: oneOrMore(id).optional(),
  walletAddress: oneOrMore(id).optional(),
  address: id.optional(),
  emailAddress: id.optional(),
  externalIdentifier: id.optional(),
  includeDelegation: flag.optional(),
  userGroupId: id.optional(),
  userGroupExternalIdentifier: id.optional(),
})

type Query = z.output<typeof query>

/** The people of a website. */
export function userRoutes({ engine: { users } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users',
      operationId: 'listUsers',
      summary: 'List users',
      tags: ['Users'],
      access: 'read',
      query,
      reply: pageOf(user),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const found = await users.list(scope, filterOf(query), { after, limit: limit + 1 })
        return paged(found, limit, userReply)
      },
    }),
  ]
}

function filterOf(query: Query): object {
  const { userId, walletAddress, address, emailAddress, externalIdentifier } = query
  const wallets = [...(listOf(walletAddress) ?? []), ...(address === undefined ? [] : [address])]
  const conditions = [
    ...(userId === undefined ? [] : [{ _id: { $in: listOf(userId) } }]),
    ...(wallets.length === 0 ? [] : [{ 'wallets.address': { $in: wallets.map(normalized) } }]),
    ...(emailAddress === undefined ? [] : [{ 'profile.emailAddress': emailAddress }]),
    ...(externalIdentifier === undefined ? [] : [{ externalIdentifier }]),
    ...accountConditions(query),
    groupFilter(query),
  ]
  return { $and: conditions }
}

function accountConditions(query: Readonly<Record<string, unknown>>): object[] {
  return accountFields.flatMap((names) => {
    const byId = query[names.id]
    const byHandle = 'handle' in names ? query[names.handle] : undefined
    return [
      ...(byId === undefined ? [] : [accountFilter(names.platform, { id: byId })]),
      ...(byHandle === undefined ? [] : [accountFilter(names.platform, { handle: byHandle })]),
    ]
  })
}

/** The id is said twice, since only its first saying lets an index answer. */
function accountFilter(platform: string, wanted: { id: unknown } | { handle: unknown }): object {
  const byId = 'id' in wanted ? { 'accounts.id': wanted.id } : {}
  return { ...byId, accounts: { $elemMatch: { platform, ...wanted } } }
}
