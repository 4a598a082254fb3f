import { z } from 'zod'
import { trusts } from '../../domain/verdict.ts'
import { ruleTypes } from '../../rules/catalog.ts'
import type { RuleType } from '../../rules/catalog.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'

/** What can be verified, and what a rule of it reads. */
export const ruleType = z.object({
  type: z.string(),
  title: z.string(),
  description: z.string(),
  family: z.string(),
  trust: z.enum(trusts),
  provider: z.string().meta({ description: 'Who is asked.' }),
  requires: z.string().nullable().meta({ description: 'What users must have connected.' }),
  claimTypes: z.array(z.string()),
  rewardTypes: z.array(z.string()),
  lifetimes: z.array(z.string()),
  hasTiers: z.boolean(),
  hasCaps: z.boolean(),
  isCompletable: z.boolean(),
  isAvailable: z.boolean(),
  unavailable: z.string().nullable().meta({ description: 'Why it cannot be used here.' }),
  schema: z.record(z.string(), z.unknown()).meta({
    description:
      'JSON Schema of the rule. Beside each field: `title`, `description`, `group` (where a form shows it), `widget`, `labels` of its values, and `when`, the values of other fields that make it matter; of a list any will do.',
  }),
})

/** The catalogue of rule types, made of the very schemas that check rules. */
export function ruleTypeRoutes({ config }: RouteOptions): Route[] {
  const { unavailable } = config
  let known: z.input<typeof ruleType>[] | undefined
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rule_types',
      operationId: 'listRuleTypes',
      summary: 'List rule types, and what each reads',
      description: 'All of them, on one page. Answers with an `ETag`.',
      tags: ['Rules'],
      access: 'read',
      reply: z.object({ data: z.array(ruleType) }),
      isTagged: true,
      run: () => ({
        data: (known ??= ruleTypes.map((each) => ruleTypeReply(each, unavailable[each.provider]))),
      }),
    }),
  ]
}

function ruleTypeReply(found: RuleType, unavailable: string | undefined): z.input<typeof ruleType> {
  const { type, title, description, family, trust, provider, requires, ranges, caps } = found
  return {
    ...{ type, title, description, family, trust, provider, requires: requires ?? null },
    claimTypes: [...found.claimTypes],
    rewardTypes: [...found.rewardTypes],
    lifetimes: [...found.lifetimes],
    ...{ hasTiers: ranges, hasCaps: caps, isCompletable: found.completable },
    ...{ isAvailable: unavailable === undefined, unavailable: unavailable ?? null },
    schema: z.toJSONSchema(found.schema, { io: 'input' }),
  }
}
