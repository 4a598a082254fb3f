import { z } from 'zod'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { ProgressReport } from '../../engine/progress.ts'
import type { Progress } from '../../store/progress.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import {
  address,
  id,
  instant,
  listOf,
  oneOrMore,
  pageOf,
  paging,
  pagingOf,
  who,
} from '../schemas.ts'

const most = Number.MAX_SAFE_INTEGER

const item = z.object({
  id: z.string(),
  loyaltyRuleId: z.string(),
  userId: z.string(),
  organizationId: z.string(),
  websiteId: z.string(),
  progress: z.number(),
  createdAt: instant,
  updatedAt: instant,
})

/** How far users have come, as the customer's own service reports it. */
export function progressRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rule_statuses',
      operationId: 'listProgress',
      summary: 'List progress',
      tags: ['Progress'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        loyaltyRuleId: oneOrMore(id).optional(),
        userId: oneOrMore(id).optional(),
        walletAddress: oneOrMore(id).optional(),
      }),
      reply: pageOf(item),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const filter = {
          rules: listOf(query.loyaltyRuleId),
          users: await engine.users.idsOf(scope, {
            ids: listOf(query.userId),
            wallets: listOf(query.walletAddress),
          }),
        }
        const found = await engine.progress.list(scope, filter, { after, limit: limit + 1 })
        return paged(found, limit, progressReply)
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rule_statuses',
      operationId: 'reportProgress',
      summary: 'Report progress',
      description: 'Exactly one of `progress` and `incProgress`. The result is clamped.',
      tags: ['Progress'],
      access: 'write',
      body: z.object({
        ...address,
        ...who,
        loyaltyRuleId: id,
        progress: z.number().min(0).max(most).optional(),
        incProgress: z.number().min(-most).max(most).optional(),
      }),
      reply: item,
      errors: ['not_found'],
      async run({ scope, body, note, keyed }) {
        const report = reportIn(body)
        const record = await engine.rules.find(scope, body.loyaltyRuleId)
        const user = await engine.users.find({ org: record.org, website: record.website }, body)
        note({ rule: record._id })
        return progressReply(await engine.progress.report(record, user, report, keyed))
      },
    }),
  ]
}

function reportIn({
  progress,
  incProgress,
}: {
  progress?: number | undefined
  incProgress?: number | undefined
}): ProgressReport {
  if (progress !== undefined && incProgress === undefined) return { to: progress }
  if (progress === undefined && incProgress !== undefined) return { by: incProgress }
  const message = 'exactly one of progress and incProgress is needed'
  throw refuseFields(fieldError('/progress', 'one_of_two', message))
}

function progressReply(found: Progress): z.input<typeof item> {
  const { _id, org, website, rule, user, progress, createdAt, updatedAt } = found
  return {
    ...{ id: _id, loyaltyRuleId: rule, userId: user, organizationId: org, websiteId: website },
    progress,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
