import { z } from 'zod'
import type { Booked } from '../../engine/transactions.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, decimal, id, instant, keyText, who } from '../schemas.ts'

const direction = z.enum(['credit', 'debit'])
const key = keyText(200)
const time = z.iso.datetime({ offset: true })

export const transaction = z.object({
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
        'A debit that stands for itself, or is the only entry, is helped by the points of the groups its user is in. ' +
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
              availableAt: time.optional().meta({
                description:
                  'Until then the points are pending: they count, and cannot be spent. Where there are several entries it needs a key of its own.',
              }),
              expiresAt: time.optional().meta({
                description:
                  'When the points expire, if they are not spent by then; otherwise the currency says it.',
              }),
            }),
          )
          .min(1)
          .max(200),
      }),
      reply: transaction,
      freeText: ['description'],
      errors: ['not_found', 'key_conflict', 'insufficient_points', 'key_in_progress'],
      async run({ website, body, idempotencyKey, note, markReplayed }) {
        const { description, loyaltyCurrencyId } = body
        const entries = body.entries.map(({ availableAt, expiresAt, ...entry }) => ({
          ...entry,
          availableAt: availableAt === undefined ? undefined : new Date(availableAt),
          expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
        }))
        const wanted = { description, loyaltyCurrencyId, entries, idempotencyKey }
        const booked = await transactions.create(await website(), wanted)
        note({ transaction: booked.id })
        if (booked.replayed) markReplayed()
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
