import { z } from 'zod'
import type { ListedMultiplier } from '../../engine/multipliers.ts'
import type { RouteOptions } from '../options.ts'
import { paged, userRef, userRefOf } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import {
  address,
  flag,
  id,
  instant,
  isTrue,
  listOf,
  oneOrMore,
  pageOf,
  paging,
  pagingOf,
  text,
  who,
} from '../schemas.ts'

const factor = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine((value) => /^\d+(?:\.\d+)?$/.test(String(value)), 'must be a plain decimal number')
const externalIdentifier = z.string().min(1).max(200)

const multiplier = z.object({
  id: z.string(),
  multiplier: z.number(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  externalIdentifier: z.string().nullable(),
  loyaltyRuleId: z.string().optional(),
  loyaltyCurrencyIds: z.array(z.string()),
  userId: z.string(),
  user: userRef,
  organizationId: z.string(),
  websiteId: z.string(),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
})

const path = '/api/loyalty/multipliers'
const onePath = '/api/loyalty/multipliers/{multiplierId}'
const words = { title: text.nullable().optional(), description: text.nullable().optional() }

/** Factors on what users earn. */
export function multiplierRoutes({ engine }: RouteOptions): Route[] {
  const { multipliers, users } = engine
  return [
    route({
      method: 'get',
      path,
      operationId: 'listMultipliers',
      summary: 'List multipliers',
      tags: ['Multipliers'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        userId: oneOrMore(id).optional(),
        walletAddress: oneOrMore(id).optional(),
        externalIdentifier: externalIdentifier.optional(),
        includeDeleted: flag.optional(),
      }),
      reply: pageOf(multiplier),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const filter = {
          users: await users.idsOf(scope, {
            ids: listOf(query.userId),
            wallets: listOf(query.walletAddress),
          }),
          externalIdentifier: query.externalIdentifier,
          includeDeleted: isTrue(query.includeDeleted),
        }
        const found = await multipliers.list(scope, filter, { after, limit: limit + 1 })
        return paged(found, limit, multiplierReply)
      },
    }),
    route({
      method: 'post',
      path,
      operationId: 'createMultiplier',
      summary: 'Give a user a multiplier',
      tags: ['Multipliers'],
      access: 'write',
      body: z.object({
        ...address,
        ...who,
        ...words,
        multiplier: factor,
        externalIdentifier: externalIdentifier.nullable().optional(),
      }),
      reply: multiplier,
      errors: ['not_found', 'key_conflict'],
      async run({ scope, body: { multiplier, ...body }, keyed }) {
        const wanted = { ...body, factor: String(multiplier) }
        return multiplierReply(await multipliers.create(scope, wanted, keyed))
      },
    }),
    route({
      method: 'post',
      path: onePath,
      operationId: 'updateMultiplier',
      summary: 'Change a multiplier',
      tags: ['Multipliers'],
      access: 'write',
      body: z.object({ ...address, ...words, multiplier: factor.optional() }),
      reply: multiplier,
      errors: ['not_found'],
      async run({ scope, params: { multiplierId: id }, body, keyed }) {
        const { multiplier, title, description } = body
        const factor = multiplier === undefined ? undefined : String(multiplier)
        const change = { title, description, ...(factor === undefined ? {} : { factor }) }
        return multiplierReply(await multipliers.change(scope, { id }, change, keyed))
      },
    }),
    route({
      method: 'delete',
      path: onePath,
      operationId: 'deleteMultiplier',
      summary: 'Take a multiplier away',
      tags: ['Multipliers'],
      access: 'write',
      query: z.object(address),
      reply: multiplier,
      errors: ['not_found'],
      run: async ({ scope, params: { multiplierId: id }, keyed }) =>
        multiplierReply(await multipliers.remove(scope, { id }, keyed)),
    }),
    route({
      method: 'delete',
      path,
      operationId: 'deleteMultiplierByIdentifier',
      summary: 'Take a multiplier away by your own identifier',
      tags: ['Multipliers'],
      access: 'write',
      body: z.object({ ...address, externalIdentifier }),
      reply: multiplier,
      errors: ['not_found'],
      run: async ({ scope, body: { externalIdentifier }, keyed }) =>
        multiplierReply(await multipliers.remove(scope, { externalIdentifier }, keyed)),
    }),
  ]
}

function multiplierReply({
  multiplier: found,
  user,
}: ListedMultiplier): z.input<typeof multiplier> {
  const { _id, org, website, factor, rule, title, description } = found
  return {
    ...{ id: _id, userId: found.user, organizationId: org, websiteId: website },
    multiplier: Number(factor),
    title: title ?? null,
    description: description ?? null,
    externalIdentifier: found.externalIdentifier ?? null,
    ...(rule === undefined ? {} : { loyaltyRuleId: rule }),
    loyaltyCurrencyIds: [...found.currencies],
    user: user ? userRefOf(user) : { id: found.user, walletAddress: null },
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
    deletedAt: found.deletedAt?.toISOString() ?? null,
  }
}
