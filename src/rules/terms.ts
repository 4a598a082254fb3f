import type { Terms } from '../domain/rule.ts'
import { ruleTypeOf } from './catalog.ts'
import type { CommonRule } from './fields.ts'

/** What a stored rule promises, with its currency's decimals. */
export function termsOf(rule: CommonRule, decimals: number): Terms {
  const { metadata } = rule
  return {
    rewardType: rule.rewardType,
    lifetime: rule.rewardLifetime,
    amount: String(rule.amount),
    tiers: (metadata.range ?? []).map((tier) => ({
      start: String(tier.startRange),
      end: String(tier.endRange),
      amount: String(tier.amount),
      badge: (metadata.rewardBadgePerRange && tier.loyaltyBadgeId) || undefined,
      factor:
        tier.loyaltyMultiplierAmount == null ? undefined : String(tier.loyaltyMultiplierAmount),
    })),
    currency: rule.loyaltyCurrencyId ?? undefined,
    decimals,
    badge: rule.loyaltyBadgeId ?? undefined,
    skipMultipliers: metadata.skipMultiplier ?? false,
    ...ruleTypeOf(rule.type).terms(rule),
  }
}
