import { z } from 'zod'
import { paged, rule, ruleReply, warnings } from '../replies.ts'
import type { RouteOptions } from '../options.ts'
import { ruleTypeRefs } from '../rule-type-schemas.ts'
import { ruleStatistics, ruleStatisticsReply } from './rule-statistics.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import {
  address,
  flag,
  id,
  instant,
  isTrue,
  listOf,
  message,
  oneOrMore,
  pageOf,
  paging,
  pagingOf,
  text,
} from '../schemas.ts'

/** What its type reads is checked by the type's own schema, after the type is known. */
const ruleBody = z.looseObject({ type: z.string().max(100).optional(), ...address }).meta({
  description: 'Fields that the type does not read are left out, and named in `warnings`.',
  anyOf: ruleTypeRefs(),
})
const ruleChange = z
  .looseObject({ ...address, deletedAt: instant.nullable().optional() })
  .meta({ description: 'The fields that change. Metadata is replaced as a whole.' })

const listQuery = z.object({
  ...address,
  ...paging,
  loyaltyRuleId: oneOrMore(id).optional(),
  loyaltyRuleGroupId: oneOrMore(id).optional(),
  isActive: flag.optional(),
  isSpecial: flag.optional(),
  includeDeleted: flag.optional(),
  collectionAddress: text.optional(),
  include: z.enum(['stats']).optional(),
})

/** A rule in a list, and how it goes where that was asked for. */
export const listedRule = rule.extend({ stats: ruleStatistics.optional() })

/** What is wrong with a rule, field by field, or what it would be. */
export const validation = z.object({
  isValid: z.boolean(),
  rule: z.record(z.string(), z.unknown()).nullable(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
  warnings,
})

/** Rules: made, listed, changed, deleted. */
export function ruleRoutes({ engine: { rules } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rules',
      operationId: 'listRules',
      summary: 'List rules',
      description:
        '`include=stats` adds how the claims of the last 24 hours went, from kept counts.',
      tags: ['Rules'],
      access: 'read',
      query: listQuery,
      reply: pageOf(listedRule),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const filter = {
          ids: listOf(query.loyaltyRuleId),
          groups: listOf(query.loyaltyRuleGroupId),
          isActive: isTrue(query.isActive),
          isSpecial: isTrue(query.isSpecial),
          includeDeleted: isTrue(query.includeDeleted),
          collectionAddress: query.collectionAddress,
        }
        const found = await rules.list(scope, filter, { after, limit: limit + 1 })
        const stats =
          query.include === 'stats'
            ? await rules.statisticsOf(scope.org, found.slice(0, limit))
            : undefined
        return paged(found, limit, (record) => {
          const own = stats?.get(record._id)
          return { ...ruleReply(record), ...(own ? { stats: ruleStatisticsReply(own) } : {}) }
        })
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules',
      operationId: 'createRule',
      summary: 'Create a rule',
      tags: ['Rules'],
      access: 'write',
      body: ruleBody,
      reply: rule,
      errors: ['not_found', 'provider_unavailable', 'provider_limited'],
      async run({ website, body, keyed, caller }) {
        const made = rules.create(await website(), body, keyed, caller.key)
        const { record, warnings } = await made
        return ruleReply(record, warnings)
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules/validate',
      operationId: 'validateRule',
      summary: 'Check a rule without creating it',
      tags: ['Rules'],
      access: 'read',
      body: ruleBody,
      reply: validation,
      async run({ website, body }) {
        const { rule, errors, warnings } = await rules.validate(await website(), body)
        return {
          isValid: rule !== null,
          rule: rule && { ...rule },
          errors: [...errors],
          warnings: [...warnings],
        }
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/rules/{id}',
      operationId: 'getRule',
      summary: 'Read a rule, deleted or not',
      tags: ['Rules'],
      access: 'read',
      query: z.object(address),
      reply: rule,
      errors: ['not_found'],
      run: async ({ scope, params }) => ruleReply(await rules.find(scope, params.id)),
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules/{id}',
      operationId: 'updateRule',
      summary: 'Change a rule, or bring it back',
      tags: ['Rules'],
      access: 'write',
      body: ruleChange,
      reply: rule,
      errors: ['not_found', 'key_conflict', 'provider_unavailable', 'provider_limited'],
      async run({ scope, params, body, keyed, caller }) {
        const changed = rules.update(scope, params.id, body, keyed, caller.key)
        const { record, warnings } = await changed
        return ruleReply(record, warnings)
      },
    }),
    route({
      method: 'delete',
      path: '/api/loyalty/rules/{id}',
      operationId: 'deleteRule',
      summary: 'Delete a rule, and take back its points if asked to',
      tags: ['Rules'],
      access: 'write',
      query: z.object({ ...address, debitLoyaltyPoints: flag.optional() }),
      reply: z.object({ id: z.string(), deletedAt: instant, debitedClaims: z.int().optional() }),
      errors: ['not_found'],
      async run({ scope, params, query, keyed }) {
        const record = await rules.remove(scope, params.id, keyed)
        const deletedAt = (record.deletedAt ?? record.updatedAt).toISOString()
        if (!isTrue(query.debitLoyaltyPoints)) return { id: record._id, deletedAt }
        const debitedClaims = await rules.takeBack(record, keyed?.isRepeat)
        return { id: record._id, deletedAt, debitedClaims }
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules/{id}/sweep',
      operationId: 'sweepRule',
      summary: 'Sweep a rule now',
      tags: ['Rules'],
      access: 'write',
      body: z.object(address),
      reply: message,
      errors: ['not_found'],
      async run({ scope, params }) {
        await rules.sweep(scope, params.id)
        return { message: 'Sweep started' }
      },
    }),
  ]
}
