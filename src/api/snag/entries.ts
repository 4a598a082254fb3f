import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { EntryFilter, ListedEntry } from '../../engine/entries.ts'
import { entryKeyOf } from '../../engine/transactions.ts'
import type { Engine } from '../../engine/index.ts'
import type { Kind } from '../../ledger/types.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Call, Route } from '../route.ts'
import { address, id, instant, listOf, oneOrMore, pageOf, paging, pagingOf } from '../schemas.ts'

const types = ['auction_bid', 'direct_mint', 'loyalty_rule', 'api_key', 'order'] as const
const kindsOf: Record<(typeof types)[number], readonly Kind[]> = {
  loyalty_rule: ['claim', 'reversal'],
  api_key: ['transaction', 'reward', 'withdrawal', 'adjustment'],
  auction_bid: [],
  direct_mint: [],
  order: [],
}
const type = z.enum(types)
const time = z.iso.datetime({ offset: true })

const query = z.object({
  ...address,
  ...paging,
  loyaltyTransactionId: id.optional(),
  loyaltyCurrencyId: oneOrMore(id).optional(),
  loyaltyRuleId: oneOrMore(id).optional(),
  loyaltyRuleGroupId: id.optional(),
  loyaltyRuleType: id.optional(),
  userId: oneOrMore(id).optional(),
  walletAddress: oneOrMore(id).optional(),
  userCompletedLoyaltyRuleId: oneOrMore(id).optional(),
  idempotencyKey: id.optional(),
  type: type.optional(),
  createdAtStart: time.optional().meta({ description: 'Inclusive.' }),
  createdAtEnd: time.optional().meta({ description: 'Exclusive.' }),
  sortBy: z.enum(['createdAt', 'updatedAt', 'loyaltyAccountLockVersion']).optional(),
  sortDir: z.enum(['asc', 'desc']).default('desc'),
})
type Query = z.output<typeof query>
type Scope = Call<unknown, unknown, unknown>['scope']

const entry = z.object({
  id: z.string(),
  amount: z.number(),
  exactAmount: z.string(),
  direction: z.enum(['credit', 'debit']),
  type: type.nullable(),
  kind: z.string(),
  loyaltyAccountId: z.string(),
  loyaltyCurrencyId: z.string(),
  userId: z.string(),
  loyaltyTransaction: z.object({
    id: z.string(),
    type: type.nullable(),
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

/** What users were given and had taken, line by line, newest first. */
export function entryRoutes({ engine, now }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/transaction_entries',
      operationId: 'listTransactionEntries',
      summary: 'List transaction entries',
      description:
        '`userCompletedLoyaltyRuleId` lists the entries that keep the user from completing these rules now. At most a second late.',
      tags: ['Ledger'],
      access: 'read',
      query,
      reply: pageOf(entry),
      errors: ['not_found'],
      async run({ scope, query }) {
        const completed = listOf(query.userCompletedLoyaltyRuleId)
        if (completed) return blocking(engine, scope, query, completed, now())
        const filter = await filterOf(engine, scope, query)
        if (!filter) return { data: [], hasNextPage: false }
        const page = { ...pagingOf(query), direction: query.sortDir }
        const { items, hasNextPage } = await engine.entries.list(scope, filter, page)
        return { data: items.map(entryReply), hasNextPage }
      },
    }),
  ]
}

async function blocking(
  { rules, users, entries }: Engine,
  scope: Scope,
  { userId, walletAddress }: Query,
  ids: readonly string[],
  at: Date,
) {
  const named = { userId: listOf(userId)?.[0], walletAddress: listOf(walletAddress)?.[0] }
  const user = await users.find(scope, named)
  const records = await rules.list(scope, { ids }, { limit: ids.length })
  const found = await entries.blocking(user.org, records, user._id, at)
  return { data: found.map(entryReply), hasNextPage: false }
}

/** Undefined when nothing can match. */
async function filterOf(
  engine: Engine,
  scope: Scope,
  query: Query,
): Promise<(EntryFilter & { id?: string | undefined }) | undefined> {
  const user = await engine.users.idsOf(scope, {
    ids: listOf(query.userId),
    wallets: listOf(query.walletAddress),
  })
  const kind = query.type && kindsOf[query.type]
  const rule = await rulesIn(engine, scope, query)
  if ([kind, rule, user].some((wanted) => wanted?.length === 0)) return undefined
  return {
    ...{ user, kind, rule },
    id: query.loyaltyTransactionId,
    currency: listOf(query.loyaltyCurrencyId),
    key: query.idempotencyKey === undefined ? undefined : keyIn(query.idempotencyKey, user),
    from: query.createdAtStart === undefined ? undefined : new Date(query.createdAtStart),
    until: query.createdAtEnd === undefined ? undefined : new Date(query.createdAtEnd),
  }
}

async function rulesIn(
  { rules }: Engine,
  scope: Scope,
  { loyaltyRuleId, loyaltyRuleGroupId, loyaltyRuleType }: Query,
): Promise<string[] | undefined> {
  const ids = listOf(loyaltyRuleId)
  if (loyaltyRuleGroupId === undefined && loyaltyRuleType === undefined) return ids
  const filter = {
    ids,
    groups: loyaltyRuleGroupId === undefined ? undefined : [loyaltyRuleGroupId],
    type: loyaltyRuleType,
    includeDeleted: true,
  }
  const found = await rules.list(scope, filter, { limit: 1000 })
  return found.map(({ _id }) => _id)
}

/** A key belongs to a user, and means nothing without one. */
function keyIn(key: string, users: readonly string[] | undefined): string {
  const [user, ...others] = users ?? []
  if (user !== undefined && others.length === 0) return entryKeyOf(user, key)
  const message = 'name the one user whose key it is'
  throw refuseFields(fieldError('/userId', 'required', message))
}

function entryReply({ leg, transaction, decimals, ruleType }: ListedEntry): z.input<typeof entry> {
  const { kind, rule, claim, labels = {}, reason, at } = transaction
  const size = wholeOf(leg.amount < 0n ? -leg.amount : leg.amount, decimals)
  const type = types.find((name) => kindsOf[name].includes(kind)) ?? null
  return {
    ...{ id: leg.id, kind, type, userId: leg.user },
    amount: Number(size),
    exactAmount: size,
    direction: leg.amount < 0n ? 'debit' : 'credit',
    loyaltyAccountId: leg.account,
    loyaltyCurrencyId: transaction.currency,
    loyaltyTransaction: {
      id: transaction._id,
      type,
      description: reason ?? null,
      ...(rule === undefined ? {} : { loyaltyRule: { id: rule, type: ruleType ?? null } }),
    },
    claimId: claim ?? null,
    idempotencyKey: labels.idempotencyKey ?? null,
    metadata: { ...labels },
    organizationId: transaction.org,
    websiteId: transaction.website,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
  }
}
