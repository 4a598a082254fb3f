import { z } from 'zod'
import type { Engine } from '../../engine/index.ts'
import { differencesOf } from '../../engine/rule-differences.ts'
import type { RuleVersion } from '../../store/rules.ts'
import { rule, ruleReply } from '../replies.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, pageOf, paging } from '../schemas.ts'

/** A version of a rule, and how it differs from the one before. */
export const ruleEdit = z.object({
  id: z.string().meta({ description: 'The rule and the number of the version: `rul_...:3`.' }),
  loyaltyRuleId: z.string(),
  version: z.int(),
  author: z
    .object({ keyId: z.string(), name: z.string().nullable() })
    .nullable()
    .meta({ description: 'The key that wrote it; it is not the key. Null where none did.' }),
  createdAt: instant,
  changes: z
    .array(z.object({ pointer: z.string(), from: z.unknown(), to: z.unknown() }))
    .meta({ description: 'Nothing for the first one.' }),
  rule: z.record(z.string(), z.unknown()).meta({ description: 'What the rule said.' }),
})

const number = /^.+:(?<version>\d{1,9})$/

/** Rules stopped and let go on, and what they have said. */
export function ruleEditRoutes({ engine }: RouteOptions): Route[] {
  const { rules } = engine
  const pausing = ['pause', 'resume'] as const
  return [
    ...pausing.map((what) =>
      route({
        method: 'post',
        path: `/api/loyalty/rules/{id}/${what}`,
        operationId: `${what}Rule`,
        summary: what === 'pause' ? 'Stop a rule' : 'Let a rule go on',
        description: 'If it is so already, nothing is written.',
        tags: ['Rules'],
        access: 'write',
        body: z.object(address),
        reply: rule,
        errors: ['not_found', 'key_conflict'],
        run: async ({ scope, params, keyed, caller }) =>
          ruleReply(await rules.pause(scope, params.id, what === 'pause', keyed, caller.key)),
      }),
    ),
    route({
      method: 'get',
      path: '/api/loyalty/rule_edits',
      operationId: 'listRuleEdits',
      summary: 'List the versions of a rule, the latest first',
      tags: ['Rules'],
      access: 'read',
      query: z.object({
        ...{ ...address, ...paging, ruleId: id },
        startingAfter: z.string().regex(number, 'must be the id of a version').optional(),
      }),
      reply: pageOf(ruleEdit),
      errors: ['not_found'],
      async run({ scope, query: { ruleId, limit: wanted, startingAfter } }) {
        const limit = Number(wanted)
        const below = startingAfter && number.exec(startingAfter)?.groups?.version
        // One more shows what the last one on the page has changed.
        const page = { below: below === undefined ? below : Number(below), limit: limit + 1 }
        const found = await rules.edits(scope, ruleId, page)
        const data = found.slice(0, limit).map((each, at) => editReply(engine, each, found[at + 1]))
        return { data: await Promise.all(data), hasNextPage: found.length > limit }
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rule_edits/{id}/restore',
      operationId: 'restoreRuleEdit',
      summary: 'Make a rule say again what it said in a version',
      description: 'Which makes a new version. A deleted rule stays deleted.',
      tags: ['Rules'],
      access: 'write',
      body: z.object(address),
      reply: rule,
      errors: ['not_found', 'key_conflict', 'provider_unavailable', 'provider_limited'],
      async run({ scope, params, keyed, caller }) {
        const { record, warnings } = await rules.restore(scope, params.id, keyed, caller.key)
        return ruleReply(record, warnings)
      },
    }),
  ]
}

async function editReply(
  { keys }: Engine,
  { _id, rule: of, version, definition, by, at }: RuleVersion,
  before: RuleVersion | undefined,
): Promise<z.input<typeof ruleEdit>> {
  return {
    ...{ id: _id, loyaltyRuleId: of, version, createdAt: at.toISOString() },
    author: by === undefined ? null : { keyId: by, name: await keys.nameOf(by) },
    changes: before ? differencesOf(before.definition, definition) : [],
    rule: definition,
  }
}
