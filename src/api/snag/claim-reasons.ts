import { z } from 'zod'
import { mostCounted } from '../../engine/claim-reasons.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, instant } from '../schemas.ts'

/** Why claims of a rule stand unpaid, counted. */
export const claimReasons = z.object({
  data: z.array(
    z.object({
      status: z.enum(['unmet', 'failed']),
      code: z.string(),
      message: z.string().nullable().meta({ description: 'What the latest of them was told.' }),
      count: z.int(),
      lastAt: instant.meta({ description: 'When the latest of them was asked for.' }),
    }),
  ),
  isMore: z
    .boolean()
    .meta({ description: 'There are more claims than were looked at: the newest were.' }),
})

/** What keeps users from the reward of a rule. */
export function claimReasonRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rules/{id}/reasons',
      operationId: 'countClaimReasons',
      summary: 'Count why claims of a rule were not paid',
      description: `The most frequent reason first. Of the claims that were not met, and of those that failed, the newest ${mostCounted} are counted.`,
      tags: ['Rules'],
      access: 'read',
      query: z.object(address),
      reply: claimReasons,
      errors: ['not_found'],
      async run({ scope, params }) {
        const { reasons, isMore } = await engine.claimReasons(scope, params.id)
        const data = reasons.map(({ lastAt, message, ...reason }) => {
          return { ...reason, message: message ?? null, lastAt: lastAt.toISOString() }
        })
        return { data, isMore }
      },
    }),
  ]
}
