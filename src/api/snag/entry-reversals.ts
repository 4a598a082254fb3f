import { z } from 'zod'
import type { EntryUndone, Undoing } from '../../engine/entry-reversals.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, decimal, flag, instant, isTrue, text } from '../schemas.ts'

const whole = z.string().meta({ description: 'Whole units, a decimal number.' })

/** What one account gets or gives. */
export const undoing = z.object({
  loyaltyAccountId: z.string(),
  loyaltyCurrencyId: z.string(),
  userId: z.string().nullable().meta({ description: 'Null for a cap or a budget.' }),
  loyaltyRuleId: z.string().nullable().meta({ description: 'Whose cap or budget it is.' }),
  amount: whole.meta({ description: 'Whole units, negative for what is taken.' }),
  ...{ balanceBefore: whole, balanceAfter: whole },
})

export const entryUndone = z.object({
  isPreview: z.boolean(),
  isPossible: z.boolean(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  reversalId: z.string().nullable().meta({ description: 'The transaction that undoes it.' }),
  entry: z.object({
    id: z.string(),
    loyaltyTransactionId: z.string(),
    kind: z.string(),
    loyaltyRuleId: z.string().nullable(),
    claimId: z.string().nullable(),
    description: z.string().nullable(),
    createdAt: instant,
  }),
  accounts: z.array(undoing).meta({ description: 'All that moves together with it.' }),
  counters: z.array(undoing).meta({ description: 'Caps and budgets that get back their part.' }),
})

/** Entries undone, looked at first if one likes. */
export function entryReversalRoutes({ engine: { entryReversals } }: RouteOptions): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/loyalty/transaction_entries/{id}/reverse',
      operationId: 'reverseTransactionEntry',
      summary: 'Undo an entry, and what hangs on it',
      description:
        'Books the mirror image of all that is left of the entry, or of the amount, and of the rest of its transaction in proportion. With `dry` nothing is written: the answer says what would be, as things stand. The id goes into the address quoted, its `/` as `%2F`.',
      tags: ['Ledger'],
      access: 'write',
      query: z.object({ ...address, dry: flag.optional() }),
      body: z.object({
        ...address,
        amount: decimal.optional(),
        mayCut: z.boolean().optional().meta({
          description: 'Take back what is there, down to the floor, instead of refusing.',
        }),
        description: text.max(2000).optional(),
      }),
      reply: entryUndone,
      freeText: ['description'],
      errors: ['not_found', 'insufficient_points', 'account_closed'],
      run: async ({ scope, params, query, body, keyed }) =>
        isTrue(query.dry)
          ? undoneReply(await entryReversals.preview(scope, params.id, body), true)
          : undoneReply(await entryReversals.reverse(scope, params.id, body, keyed), false),
    }),
  ]
}

function undoneReply(
  { id, entry, moves, refusal }: EntryUndone,
  isPreview: boolean,
): z.input<typeof entryUndone> {
  return {
    ...{ isPreview, isPossible: refusal === undefined, reversalId: id ?? null },
    refusal: refusal ? { code: refusal.code, message: refusal.message } : null,
    entry: {
      ...{ id: entry.id, loyaltyTransactionId: entry.posting, kind: entry.kind },
      ...{ loyaltyRuleId: entry.rule ?? null, claimId: entry.claim ?? null },
      ...{ description: entry.reason ?? null, createdAt: entry.at.toISOString() },
    },
    accounts: moves.filter(({ rule }) => rule === undefined).map(undoingReply),
    counters: moves.filter(({ rule }) => rule !== undefined).map(undoingReply),
  }
}

function undoingReply({ account, currency, user, rule, ...amounts }: Undoing) {
  return {
    ...{ loyaltyAccountId: account, loyaltyCurrencyId: currency },
    ...{ userId: user ?? null, loyaltyRuleId: rule ?? null },
    ...amounts,
  }
}
