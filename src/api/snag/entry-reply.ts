import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { ListedEntry } from '../../engine/entries.ts'
import type { Kind } from '../../ledger/types.ts'
import { instant } from '../schemas.ts'

const types = ['auction_bid', 'direct_mint', 'loyalty_rule', 'api_key', 'order'] as const

/** Which kinds of ours Snag's types stand for. */
export const kindsOf: Record<(typeof types)[number], readonly Kind[]> = {
  loyalty_rule: ['claim', 'reversal'],
  api_key: ['transaction', 'reward', 'withdrawal', 'adjustment'],
  auction_bid: [],
  direct_mint: [],
  order: [],
}
export const entryType = z.enum(types)

/** A line of a transaction. */
export const entry = z.object({
  id: z.string(),
  amount: z.number(),
  exactAmount: z.string(),
  direction: z.enum(['credit', 'debit']),
  type: entryType.nullable(),
  kind: z.string(),
  loyaltyAccountId: z.string(),
  loyaltyCurrencyId: z.string(),
  userId: z.string(),
  loyaltyTransaction: z.object({
    id: z.string(),
    type: entryType.nullable(),
    description: z.string().nullable(),
    loyaltyRule: z.object({ id: z.string(), type: z.string().nullable() }).optional(),
  }),
  claimId: z.string().nullable(),
  idempotencyKey: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  organizationId: z.string(),
  websiteId: z.string(),
  createdAt: instant,
  updatedAt: instant,
})

export function entryReply({
  leg,
  transaction,
  decimals,
  ruleType,
}: ListedEntry): z.input<typeof entry> {
  const { kind, rule, claim, labels = {}, reason, at } = transaction
  const size = wholeOf(leg.amount < 0n ? -leg.amount : leg.amount, decimals)
  const type = types.find((name) => kindsOf[name].includes(kind)) ?? null
  return {
    ...{ id: leg.id, kind, type, userId: leg.user },
    amount: Number(size),
    exactAmount: size,
    direction: leg.amount < 0n ? 'debit' : 'credit',
    loyaltyAccountId: leg.account,
    loyaltyCurrencyId: leg.currency,
    loyaltyTransaction: {
      id: transaction.id,
      type,
      description: reason ?? null,
      ...(rule === undefined ? {} : { loyaltyRule: { id: rule, type: ruleType ?? null } }),
    },
    claimId: claim ?? null,
    idempotencyKey: labels.idempotencyKey ?? null,
    metadata: { ...labels },
    organizationId: leg.org,
    websiteId: leg.website,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
  }
}
