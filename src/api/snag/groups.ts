import { z } from 'zod'
import type { ListedGroup } from '../../engine/groups.ts'
import type { RuleGroup } from '../../store/groups.ts'
import { externalIdentifier } from '../../rules/fields.ts'
import type { RouteOptions } from '../options.ts'
import { paged, rule, ruleReply } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, flag, instant, isTrue, pageOf, paging, pagingOf, text } from '../schemas.ts'

const name = z.string().min(1).max(255)

const group = z.object({
  id: z.string(),
  name: z.string(),
  subTitle: z.string().nullable(),
  sortId: z.number(),
  isCollapsible: z.boolean(),
  isRequired: z.boolean(),
  externalIdentifier: z.string().nullable(),
  organizationId: z.string(),
  websiteId: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

export const listed = group.extend({
  loyaltyGroupItems: z.array(z.object({ id: z.string(), sortId: z.number(), loyaltyRule: rule })),
})

const settings = {
  sortId: z.int().optional(),
  isCollapsible: z.boolean().optional(),
  isRequired: z.boolean().optional(),
  externalIdentifier: externalIdentifier.nullable().optional().meta({
    description: 'Names the group within its website, as the `cid` of a claimr client does.',
  }),
}

/** Groups of rules. The Snag API reads `subtitle` and answers `subTitle`; both are read here. */
export function groupRoutes({ engine: { groups } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rule_groups',
      operationId: 'listRuleGroups',
      summary: 'List rule groups with their rules',
      tags: ['Rule groups'],
      access: 'read',
      query: z.object({ ...address, ...paging, excludeHidden: flag.optional() }),
      reply: pageOf(listed),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const found = await groups.list(scope, { after, limit: limit + 1 })
        return paged(found, limit, (each) => listedReply(each, isTrue(query.excludeHidden)))
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rule_groups/create',
      operationId: 'createRuleGroup',
      summary: 'Create a rule group',
      tags: ['Rule groups'],
      access: 'write',
      body: z.object({
        ...address,
        ...settings,
        name,
        subTitle: text.nullable().optional(),
        subtitle: text.nullable().optional(),
      }),
      reply: group,
      async run({ website, body: { subtitle, ...body }, keyed }) {
        const wanted = { ...body, subTitle: body.subTitle ?? subtitle }
        return groupReply(await groups.create(await website(), wanted, keyed))
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rule_groups/{id}',
      operationId: 'updateRuleGroup',
      summary: 'Change a rule group',
      tags: ['Rule groups'],
      access: 'write',
      body: z.object({
        ...address,
        ...settings,
        name: name.nullable().optional(),
        subTitle: text.nullable().optional(),
        subtitle: text.nullable().optional(),
      }),
      reply: group,
      errors: ['not_found'],
      async run({ scope, params, body, keyed }) {
        const { name, sortId, isCollapsible, isRequired, externalIdentifier } = body
        const { subTitle, subtitle } = body
        const title = subTitle === undefined ? subtitle : subTitle
        const settings = { sortId, isCollapsible, isRequired, externalIdentifier }
        const change = { ...settings, name: name ?? undefined, subTitle: title }
        return groupReply(await groups.update(scope, params.id, change, keyed))
      },
    }),
    route({
      method: 'delete',
      path: '/api/loyalty/rule_groups/{id}',
      operationId: 'deleteRuleGroup',
      summary: 'Delete a rule group; its rules stay',
      tags: ['Rule groups'],
      access: 'write',
      query: z.object(address),
      reply: z.object({ id: z.string() }),
      errors: ['not_found'],
      async run({ scope, params, keyed }) {
        await groups.remove(scope, params.id, keyed)
        return { id: params.id }
      },
    }),
  ]
}

function groupReply({ _id, org, website, createdAt, updatedAt, ...group }: RuleGroup) {
  const { name, subTitle = null, sortId, isCollapsible, isRequired } = group
  const { externalIdentifier = null } = group
  return {
    ...{ id: _id, name, subTitle, sortId, isCollapsible, isRequired, externalIdentifier },
    ...{ organizationId: org, websiteId: website },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

function listedReply({ group, rules }: ListedGroup, isHiddenLeftOut = false) {
  const shown = rules.filter(({ definition }) => !isHiddenLeftOut || definition.hideInUi !== true)
  return {
    ...groupReply(group),
    loyaltyGroupItems: shown.map((record, sortId) => ({
      id: `${group._id}:${record._id}`,
      sortId,
      loyaltyRule: ruleReply(record),
    })),
  }
}
