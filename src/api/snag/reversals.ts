import { z } from 'zod'
import type { Reversed } from '../../engine/reversals.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, decimal, id, instant, text } from '../schemas.ts'

export const reversal = z.object({
  id: z.string(),
  reversedTransactionId: z.string(),
  description: z.string().nullable(),
  entries: z.array(
    z.object({
      id: z.string(),
      userId: z.string(),
      loyaltyAccountId: z.string(),
      loyaltyCurrencyId: z.string(),
      amount: z.number(),
      exactAmount: z.string(),
      direction: z.enum(['credit', 'debit']),
    }),
  ),
  createdAt: instant,
})

/** Transactions undone. */
export function reversalRoutes({ engine: { reversals } }: RouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/loyalty/transactions/{id}/reverse',
      operationId: 'reverseTransaction',
      summary: 'Undo a transaction, or a part of it',
      description:
        'Books the mirror image: of all that is left, or of the amount. An amount is of the entry that is named; without one it is of all entries together, each in proportion, if they are of one currency and direction. ' +
        'All reversals together never exceed the transaction. Points come back with the expiry they had; pending ones are taken while they are pending.',
      tags: ['Ledger'],
      access: 'write',
      body: z.object({
        ...address,
        amount: decimal.optional(),
        entryId: id.max(2000).optional(),
        mayCut: z.boolean().optional().meta({
          description: 'Take back what is there, down to the floor, instead of refusing.',
        }),
        description: text.max(2000).optional(),
      }),
      reply: reversal,
      freeText: ['description'],
      errors: ['not_found', 'insufficient_points', 'account_closed'],
      run: async ({ scope, params, body, keyed }) =>
        reversalReply(await reversals.reverse(scope, params.id, body, keyed)),
    }),
  ]
}

function reversalReply(found: Reversed): z.input<typeof reversal> {
  return {
    ...{ id: found.id, reversedTransactionId: found.transaction },
    description: found.description ?? null,
    entries: found.entries.map(({ id, user, account, currency, amount, direction }) => ({
      ...{ id, userId: user, loyaltyAccountId: account, loyaltyCurrencyId: currency },
      ...{ amount: Number(amount), exactAmount: amount, direction },
    })),
    createdAt: found.at.toISOString(),
  }
}
