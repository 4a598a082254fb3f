import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { HoldView } from '../../engine/holds.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, decimal, id, instant, text, who } from '../schemas.ts'

const amount = z.string().meta({ description: 'Whole units, a decimal number.' })
const description = text.max(2000).optional()
const time = z.iso.datetime({ offset: true })

const hold = z.object({
  id: z.string(),
  status: z.enum(['open', 'captured', 'voided', 'expired']),
  amount,
  capturedAmount: amount,
  ...{ userId: z.string(), loyaltyAccountId: z.string(), loyaltyCurrencyId: z.string() },
  loyaltyTransactionId: z.string().nullable().meta({ description: 'Of the capture.' }),
  description: z.string().nullable(),
  expiresAt: instant,
  createdAt: instant,
  endedAt: instant.nullable(),
})

/** Points that are set aside, until they are spent or released. */
export function holdRoutes({ engine: { holds } }: RouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/loyalty/holds',
      operationId: 'createHold',
      summary: 'Set points aside',
      description:
        'They stay in the balance and cannot be spent, until they are captured, voided, or the time is over.',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({
        ...address,
        ...who,
        ...{ amount: decimal, description, expiresAt: time },
        loyaltyCurrencyId: id.optional(),
      }),
      reply: hold,
      freeText: ['description'],
      errors: ['not_found', 'insufficient_points', 'account_closed'],
      async run({ website, body, keyed }) {
        const wanted = { ...body, expiresAt: new Date(body.expiresAt) }
        return holdReply(await holds.place(await website(), wanted, keyed))
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/holds/{id}',
      operationId: 'getHold',
      summary: 'Look at a hold',
      tags: ['Ledger'],
      access: 'read',
      query: z.object(address),
      reply: hold,
      errors: ['not_found'],
      run: async ({ scope, params }) => holdReply(await holds.find(scope, params.id)),
    }),
    route({
      method: 'post',
      path: '/api/loyalty/holds/{id}/capture',
      operationId: 'captureHold',
      summary: 'Spend what is held',
      description: 'All of it, or the amount that is said; the rest is released. A hold ends once.',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({ ...address, amount: decimal.optional(), description }),
      reply: hold,
      freeText: ['description'],
      errors: ['not_found', 'account_closed'],
      run: async ({ scope, params, body }) =>
        holdReply(await holds.capture(scope, params.id, body)),
    }),
    route({
      method: 'post',
      path: '/api/loyalty/holds/{id}/void',
      operationId: 'voidHold',
      summary: 'Release what is held',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({ ...address, description }),
      reply: hold,
      freeText: ['description'],
      errors: ['not_found'],
      run: async ({ scope, params, body }) =>
        holdReply(await holds.release(scope, params.id, body.description)),
    }),
  ]
}

function holdReply(found: HoldView): z.input<typeof hold> {
  const { currency, amount, captured, user, account, transaction, description } = found
  return {
    ...{ id: found.id, status: found.status, userId: user, loyaltyAccountId: account },
    amount: wholeOf(amount, currency.decimals),
    capturedAmount: wholeOf(captured, currency.decimals),
    loyaltyCurrencyId: currency._id,
    loyaltyTransactionId: transaction ?? null,
    description: description ?? null,
    expiresAt: found.expiresAt.toISOString(),
    createdAt: found.createdAt.toISOString(),
    endedAt: found.endedAt?.toISOString() ?? null,
  }
}
