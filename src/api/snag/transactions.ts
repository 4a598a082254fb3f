import { z } from 'zod'
import type { Booked } from '../../engine/transactions.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, decimal, id, instant, who } from '../schemas.ts'

const direction = z.enum(['credit', 'debit'])
const key = z.string().min(1).max(200)

const transaction = z.object({
  id: z.string(),
  description: z.string(),
  createdAt: instant,
  updatedAt: instant,
  entries: z.array(
    z.object({
      id: z.string(),
      userId: z.string(),
      walletAddress: z.string(),
      loyaltyCurrencyId: z.string(),
      amount: z.number(),
      exactAmount: z.string(),
      direction,
      idempotencyKey: z.string().optional(),
    }),
  ),
})

/** Points that a customer's own service gives and takes. */
export function transactionRoutes({ engine: { transactions } }: RouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/loyalty/transactions',
      operationId: 'createTransaction',
      summary: 'Give or take points',
      description:
        'All entries are booked, or none, unless entries have keys of their own: then each stands for itself. ' +
        'The `Idempotency-Key` header names the whole call.',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({
        ...address,
        description: z.string().max(2000),
        loyaltyCurrencyId: id.optional(),
        entries: z
          .array(
            z.object({
              ...who,
              amount: decimal,
              direction: direction.optional(),
              loyaltyCurrencyId: id.optional(),
              idempotencyKey: key.optional(),
            }),
          )
          .min(1)
          .max(200),
      }),
      reply: transaction,
      errors: ['not_found', 'key_conflict', 'insufficient_points', 'key_in_progress'],
      async run({ website, body, idempotencyKey, note }) {
        const { description, loyaltyCurrencyId, entries } = body
        const wanted = { description, loyaltyCurrencyId, entries, idempotencyKey }
        const booked = await transactions.create(await website(), wanted)
        note({ transaction: booked.id })
        return transactionReply(booked)
      },
    }),
  ]
}

function transactionReply({ id, description, at, entries }: Booked): z.input<typeof transaction> {
  return {
    ...{ id, description },
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    entries: entries.map(({ id, user, currency, amount, ...entry }) => ({
      ...entry,
      id,
      userId: user,
      loyaltyCurrencyId: currency,
      amount: Number(amount),
      exactAmount: amount,
    })),
  }
}
