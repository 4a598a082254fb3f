import type { RuleDefinition } from '../rules/check-rule.ts'
import type { Store } from '../store/index.ts'
import { within } from './scope.ts'
import type { Scope } from './scope.ts'

/** Throws `not_found` with the pointer for a currency or group that the rule's website does not have. */
export async function checkReferences(
  store: Store,
  scope: Required<Scope>,
  rule: RuleDefinition,
): Promise<void> {
  for (const { id, pointer } of currenciesOf(rule)) {
    const currency = within(scope, await store.currencies.find(scope.org, id), 'currency', pointer)
    within(scope, currency.deletedAt ? null : currency, 'currency', pointer)
  }
  const { loyaltyRuleGroupId: group } = rule
  if (group && group !== 'no-section') {
    within(scope, await store.groups.find(scope.org, group), 'rule group', '/loyaltyRuleGroupId')
  }
}

function currenciesOf({ loyaltyCurrencyId, metadata }: RuleDefinition) {
  const own = loyaltyCurrencyId ? [{ id: loyaltyCurrencyId, pointer: '/loyaltyCurrencyId' }] : []
  const multiplied = (metadata.multiplierLoyaltyCurrencyIds ?? []).map((id, index) => ({
    id,
    pointer: `/metadata/multiplierLoyaltyCurrencyIds/${index}`,
  }))
  return [...own, ...multiplied]
}
