import { z } from 'zod'
import { compare, fractionOf } from '../domain/fraction.ts'
import { met, unmet } from '../domain/verdict.ts'
import type { Verdict } from '../domain/verdict.ts'
import { defineRule } from './define.ts'
import { fieldError } from './field-failure.ts'
import { amount } from './fields.ts'
import { notAchieved } from './messages.ts'

/**
 * Whatever the customer's own service knows. Without `trackProgress` its signed request is the fact; with it,
 * the progress it reported: 100 of a percentage, or a counter that reached the lowest tier.
 *
 * The amount is the request's `rangeValue`, else the counter (or the percentage, which is then 100), else 1.
 * `rewardPerAction` pays the rule's amount, or the tier's, for every unit of it.
 */
export const externalRule = defineRule({
  type: 'external_rule',
  title: 'External rule',
  description: 'Your own service says who has done it.',
  family: 'other',
  trust: 'first_party',
  provider: 'records',
  claimTypes: ['manual', 'auto'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  lifetimes: ['permanent', 'dynamic'],
  frequencies: ['none', 'immediately', 'hourly', 'daily', 'weekly', 'monthly', 'once'],
  intervals: ['once', 'hourly', 'daily', 'weekly', 'monthly', 'custom', 'unlimited'],
  ranges: true,
  caps: true,
  fields: {
    trackProgress: z.boolean().default(false).meta({ title: 'Track progress', group: 'basics' }),
    progressType: z
      .enum(['percentage', 'counter'])
      .default('percentage')
      .meta({
        title: 'Progress is',
        group: 'basics',
        when: { trackProgress: true },
      }),
    customRewardsApiUrl: z
      .string()
      .nullable()
      .default(null)
      .meta({ title: 'Reward table', group: 'reward' }),
    isDappRule: z
      .boolean()
      .default(false)
      .meta({ title: 'Pays the owner of a dApp', group: 'basics' }),
  },
  metadata: {
    resetProgressOnClaim: z
      .boolean()
      .nullable()
      .optional()
      .meta({
        title: 'Start again after a claim',
        group: 'reward',
        when: { trackProgress: true },
      }),
    rewardPerAction: z.boolean().nullable().optional().meta({
      title: 'Pay for every action',
      group: 'reward',
    }),
    conditionDescription: z.string().max(10_000).optional().meta({
      title: 'What your service tracks',
      group: 'basics',
      widget: 'text',
    }),
  },
  input: { rangeValue: amount.optional() },

  refuse(rule) {
    const { range = [], rewardPerAction, resetProgressOnClaim } = rule.metadata
    const isCounter = rule.trackProgress && rule.progressType === 'counter'
    const errors = []
    if (range.length > 0 && !rule.trackProgress) {
      errors.push(fieldError('/metadata/range', 'needs_progress', 'tiers need trackProgress'))
    }
    if (isCounter && range.length === 0) {
      const message = 'a counter ends at the highest tier, so it needs tiers'
      errors.push(fieldError('/metadata/range', 'required', message))
    }
    if (rewardPerAction && rule.trackProgress && !isCounter) {
      const message = 'a percentage does not say how many actions there were'
      errors.push(fieldError('/metadata/rewardPerAction', 'needs_counter', message))
    }
    if (resetProgressOnClaim && !rule.trackProgress) {
      const message = 'there is no progress without trackProgress'
      errors.push(fieldError('/metadata/resetProgressOnClaim', 'needs_progress', message))
    }
    // Ignoring one of these would pay other amounts, or other people, than the rule's author meant.
    if (rule.customRewardsApiUrl) {
      const message = 'reward tables are not fetched'
      errors.push(fieldError('/customRewardsApiUrl', 'unsupported', message))
    }
    if (rule.isDappRule) {
      const message = 'the owner of a dApp cannot be paid by this rule type'
      errors.push(fieldError('/isDappRule', 'unsupported', message))
    }
    return errors
  },

  terms({ metadata: { rewardPerAction } }) {
    return rewardPerAction ? { perUnit: true } : {}
  },

  async verify({ rule, user, input, claim }, { records }): Promise<Verdict> {
    if (!rule.trackProgress) {
      // A sweep looks at everybody: without a request or a progress, nothing was said of this user.
      if (rule.claimType === 'auto' && claim.origin !== 'request') {
        return unmet('not_reported', notAchieved)
      }
      return met(input.rangeValue ?? 1, { reportedBy: 'request' })
    }
    const { progressType, metadata } = rule
    const progress = await records.progress(rule.id, user.id)
    if (progress === undefined) return unmet('not_reported', notAchieved)

    const [needed, limit] = progressType === 'counter' ? ends(metadata.range) : [100, 100]
    const evidence = { reportedBy: 'progress', progressType, progress, needed }
    if (progress < needed) return unmet('progress_too_low', notAchieved, evidence)
    return met(input.rangeValue ?? Math.min(progress, limit), evidence)
  },
})

/** Where the lowest tier begins and the highest ends. */
function ends(
  range: readonly { startRange: number | string; endRange: number | string }[] = [],
): [number, number] {
  const byStart = [...range].sort((a, b) =>
    compare(fractionOf(a.startRange), fractionOf(b.startRange)),
  )
  return [Number(byStart[0]?.startRange ?? 0), Number(byStart.at(-1)?.endRange ?? 0)]
}
