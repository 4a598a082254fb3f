import { z } from 'zod'
import type { EntryFilter } from '../../engine/entries.ts'
import { entryKeyOf } from '../../engine/transactions.ts'
import type { Engine } from '../../engine/index.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { Call } from '../route.ts'
import { id, listOf, oneOrMore } from '../schemas.ts'
import { entryType, kindsOf } from './entry-reply.ts'

const time = z.iso.datetime({ offset: true })

/** What lines are found by, wherever they are listed. */
export const entryFilter = {
  loyaltyTransactionId: id.optional(),
  loyaltyCurrencyId: oneOrMore(id).optional(),
  loyaltyRuleId: oneOrMore(id).optional(),
  loyaltyRuleGroupId: id.optional(),
  loyaltyRuleType: id.optional(),
  userId: oneOrMore(id).optional(),
  walletAddress: oneOrMore(id).optional(),
  idempotencyKey: id.optional(),
  type: entryType.optional(),
  createdAtStart: time.optional().meta({ description: 'Inclusive.' }),
  createdAtEnd: time.optional().meta({ description: 'Exclusive.' }),
}

type Query = z.output<z.ZodObject<typeof entryFilter>>
type Scope = Call<unknown, unknown, unknown>['scope']

/** Undefined when nothing can match. */
export async function filterOf(
  engine: Engine,
  scope: Scope,
  query: Query,
): Promise<EntryFilter | undefined> {
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
