import { z } from 'zod'
import { mostDaysOfPoints } from '../../domain/points-expiry.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { Currency } from '../../store/currencies.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, flag, instant, isTrue, pageOf, paging, pagingOf, text } from '../schemas.ts'

/** Names of a partner who would own the balance. Here the ledger does, and their secrets are not kept. */
const partner = [
  'apiAuthKey',
  'apiAuthType',
  'apiAuthValue',
  'apiGetTransactionEntryUrl',
  'apiGetUrl',
  'apiPostUrl',
] as const
const partnerFields = Object.fromEntries(
  partner.map((name) => [name, text.nullable().optional()]),
) as Record<(typeof partner)[number], z.ZodOptional<z.ZodNullable<z.ZodString>>>

export const currency = z.object({
  id: z.string(),
  name: z.string(),
  symbol: z.string(),
  decimals: z.int(),
  imageUrl: z.string().nullable(),
  sortId: z.number().nullable(),
  pointsExpireAfterDays: z.int().nullable(),
  organizationId: z.string(),
  websiteId: z.string(),
  createdById: z.null(),
  isTokenRewardCurrency: z.literal(false),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
  apiAuthKey: z.null(),
  apiAuthType: z.null(),
  apiAuthValue: z.null(),
  apiGetTransactionEntryUrl: z.null(),
  apiGetUrl: z.null(),
  apiPostUrl: z.null(),
})

/** Loyalty currencies. */
export function currencyRoutes({ engine: { currencies } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/currencies',
      operationId: 'listCurrencies',
      summary: 'List currencies',
      tags: ['Ledger'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        includeDeleted: flag.optional(),
        excludeTokenRewardCurrencies: flag.optional(),
      }),
      reply: pageOf(currency),
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const includeDeleted = isTrue(query.includeDeleted) ?? false
        const found = await currencies.list(scope, { after, limit: limit + 1, includeDeleted })
        return paged(found, limit, currencyReply)
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/currencies',
      operationId: 'createCurrency',
      summary: 'Create a currency',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({
        ...address,
        ...partnerFields,
        name: z.string().min(1).max(255),
        symbol: z.string().min(1).max(32),
        decimals: z.int().min(0).max(9),
        imageUrl: text.nullable().optional(),
        sortId: z.int().nullable().optional(),
        pointsExpireAfterDays: z.int().min(1).max(mostDaysOfPoints).nullable().optional().meta({
          description:
            'Points expire so many days after they were given: at the end of that UTC day, or, beyond 90 days, of that month. Left out, they last for ever.',
        }),
      }),
      reply: currency,
      async run({ website, body, keyed }) {
        refusePartner(body)
        const { name, symbol, decimals, imageUrl = null, sortId = null } = body
        const { pointsExpireAfterDays = null } = body
        const wanted = { name, symbol, decimals, imageUrl, sortId, pointsExpireAfterDays }
        return currencyReply(await currencies.create(await website(), wanted, keyed))
      },
    }),
  ]
}

/** Leaving them out silently would make us keep balances that their owner believes to be elsewhere. */
function refusePartner(body: Readonly<Record<string, unknown>>): void {
  const given = partner.filter((name) => body[name] != null && body[name] !== 'none')
  if (given.length === 0) return
  const message = 'balances that a partner keeps are not supported'
  throw refuseFields(...given.map((name) => fieldError(`/${name}`, 'unsupported', message)))
}

function currencyReply(found: Currency): z.input<typeof currency> {
  const { _id, org, website, name, symbol, decimals, imageUrl, sortId } = found
  return {
    ...{ id: _id, name, symbol, decimals, organizationId: org, websiteId: website },
    imageUrl: imageUrl ?? null,
    sortId: sortId ?? null,
    pointsExpireAfterDays: found.pointsExpireAfterDays ?? null,
    createdById: null,
    isTokenRewardCurrency: false,
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
    deletedAt: found.deletedAt?.toISOString() ?? null,
    apiAuthKey: null,
    apiAuthType: null,
    apiAuthValue: null,
    apiGetTransactionEntryUrl: null,
    apiGetUrl: null,
    apiPostUrl: null,
  }
}
