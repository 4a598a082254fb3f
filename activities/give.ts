import type { CommonRule } from '../src/rules/fields.ts'
import type { Store } from '../src/store/index.ts'
import { grantKeyOf } from './postings.ts'
import type { Due } from './postings.ts'

/** Gives what is not points, and starts progress anew where the rule can be earned again. Twice is once. */
export async function give(
  store: Store,
  rule: CommonRule,
  { claim, outcome }: Due,
  at: Date,
): Promise<void> {
  const { org, website, user, _id } = claim
  for (const reward of outcome.rewards) {
    if (reward.type === 'badge') {
      await store.badges.award({ org, website, badge: reward.badge, user, claim: _id }, at)
    }
    if (reward.type === 'multiplier') {
      const currencies = rule.metadata.multiplierLoyaltyCurrencyIds ?? []
      const given = { org, website, user, factor: reward.factor, currencies, rule: rule.id }
      await store.multipliers.give({ ...given, grant: grantKeyOf(claim), title: rule.name }, at)
    }
  }
  if ('resetProgressOnClaim' in rule.metadata && rule.metadata.resetProgressOnClaim === true) {
    await store.progress.remove(org, rule.id, user)
  }
}
