import type { Standing } from '../src/domain/claim.ts'
import { isFor } from '../src/engine/multipliers.ts'
import { ruleTypeOf } from '../src/rules/catalog.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { Store } from '../src/store/index.ts'
import type { Subject } from './cases.ts'

/** What beside the verdict decides the amount: live multipliers, and what the caller asked for. */
export async function standingsOf(
  store: Store,
  org: string,
  subjects: readonly Subject[],
  rule: CommonRule,
): Promise<readonly Standing[]> {
  const users = subjects.map(({ claim }) => claim.user)
  const applies = rule.rewardType === 'points' && !rule.metadata.skipMultiplier
  const multipliers = applies ? await store.multipliers.live(org, users) : []

  // Only where the caller's word is the fact may it replace what was measured.
  const takesRangeValue = 'rangeValue' in ruleTypeOf(rule.type).input.shape
  return subjects.map(({ claim }) => ({
    multipliers: multipliers
      .filter((each) => each.user === claim.user && isFor(each, rule.loyaltyCurrencyId))
      .map(({ _id, factor }) => ({ source: _id, factor })),
    // Only who asks by request may name an amount.
    amount: claim.origin === 'request' ? text(claim.input.amount) : undefined,
    rangeValue: takesRangeValue ? text(claim.input.rangeValue) : undefined,
    verifyOnly: claim.input.verifyOnly === true ? true : undefined,
  }))
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
