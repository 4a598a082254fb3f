import { z } from 'zod'
import type { RuleWhyNot } from '../../engine/user-why-not.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, pageOf, paging, pagingOf } from '../schemas.ts'
import { attemptReply, gate, lastAttempt } from './why-not.ts'

/** How a user stands with one rule. */
export const ruleWhyNot = z.object({
  id: z.string().meta({ description: "The rule's, to go on from with `startingAfter`." }),
  name: z.string(),
  type: z.string(),
  trust: z.string(),
  loyaltyRuleGroupId: z.string().nullable(),
  interval: z.string(),
  state: z.enum(['got', 'not_yet', 'later']).meta({
    description: '`later`: it is being verified, waits, or has not started.',
  }),
  sentence: z.string().meta({ description: 'What to tell the user.' }),
  isClaimable: z.boolean(),
  gates: z.array(gate),
  lastAttempt: lastAttempt.nullable(),
})

/** What stands between a user and every reward there is. */
export function userWhyNotRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users/{id}/why-not',
      operationId: 'explainUserWhyNot',
      summary: 'Say of each rule whether a user got it, and if not, why not',
      tags: ['Users'],
      access: 'read',
      query: z.object({ ...address, ...paging }),
      reply: pageOf(ruleWhyNot),
      errors: ['not_found'],
      async run({ scope, params, query }) {
        const { limit, after } = pagingOf(query)
        const found = await engine.userWhyNot(scope, params.id, { after, limit: limit + 1 })
        return paged(found, limit, ruleWhyNotReply)
      },
    }),
  ]
}

function ruleWhyNotReply({
  record,
  rule,
  lastAttempt: last,
  ...found
}: RuleWhyNot): z.input<typeof ruleWhyNot> {
  const { trust, state, sentence, isClaimable, gates } = found
  return {
    ...{ id: record._id, name: rule.name, type: record.type, interval: rule.interval },
    loyaltyRuleGroupId: record.group ?? null,
    ...{ trust, state, sentence, isClaimable, gates },
    lastAttempt: attemptReply(last),
  }
}
