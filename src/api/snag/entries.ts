import { z } from 'zod'
import type { Engine } from '../../engine/index.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Call, Route } from '../route.ts'
import { address, id, listOf, oneOrMore, pageOf, paging, pagingOf } from '../schemas.ts'
import { entryFilter, filterOf } from './entry-filter.ts'
import { entry, entryReply } from './entry-reply.ts'

const query = z.object({
  ...address,
  ...paging,
  ...entryFilter,
  userCompletedLoyaltyRuleId: oneOrMore(id).optional(),
  sortBy: z.enum(['createdAt', 'updatedAt', 'loyaltyAccountLockVersion']).optional(),
  sortDir: z.enum(['asc', 'desc']).default('desc'),
})
type Query = z.output<typeof query>
type Scope = Call<unknown, unknown, unknown>['scope']

/** What users were given and had taken, line by line, newest first. */
export function entryRoutes({ engine, now }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/transaction_entries',
      operationId: 'listTransactionEntries',
      summary: 'List transaction entries',
      description:
        '`userCompletedLoyaltyRuleId` lists the entries that keep the user from completing these rules now.',
      tags: ['Ledger'],
      access: 'read',
      query,
      reply: pageOf(entry),
      errors: ['not_found'],
      async run({ scope, query }) {
        const completed = listOf(query.userCompletedLoyaltyRuleId)
        if (completed) return blocking(engine, scope, query, completed, now())
        const filter = await filterOf(engine, scope, query)
        if (!filter) return { data: [], hasNextPage: false }
        const page = { ...pagingOf(query), direction: query.sortDir }
        const { items, hasNextPage } = await engine.entries.list(scope, filter, page)
        return { data: items.map(entryReply), hasNextPage }
      },
    }),
  ]
}

async function blocking(
  { rules, users, entries }: Engine,
  scope: Scope,
  { userId, walletAddress }: Query,
  ids: readonly string[],
  at: Date,
) {
  const named = { userId: listOf(userId)?.[0], walletAddress: listOf(walletAddress)?.[0] }
  const user = await users.find(scope, named)
  const records = await rules.list(scope, { ids }, { limit: ids.length })
  const found = await entries.blocking(user.org, records, user._id, at)
  return { data: found.map(entryReply), hasNextPage: false }
}
