import { isCadence } from '../domain/cadence.ts'
import type { FieldError } from '../domain/failure.ts'
import { compare, fractionOf } from '../domain/fraction.ts'
import { largestAmount } from '../domain/points.ts'
import type { RewardType } from '../domain/rule.ts'
import { misplacedTier } from '../domain/tiers.ts'
import { isAtLeast } from '../domain/verdict.ts'
import type { RuleType } from './catalog.ts'
import { fieldError } from './field-failure.ts'
import type { CommonRule } from './fields.ts'

/** A rule as its author wrote it and its type's schema parsed it; it has no id yet. */
export type RuleDefinition = Omit<CommonRule, 'id' | 'resolved'>

type Law = (rule: RuleDefinition, ruleType: RuleType) => readonly FieldError[]

/** Everything about a parsed rule that concerns more than one field, and that no schema can say. */
export function checkRule(ruleType: RuleType, rule: RuleDefinition): FieldError[] {
  const found = laws.flatMap((law) => law(rule, ruleType))
  return [...found, ...ruleType.refuse(rule)]
}

/** What is paid in the end: some types pay otherwise than `rewardType` says. */
function paidIn(rule: RuleDefinition, ruleType: RuleType): RewardType {
  return ruleType.terms(rule).rewardType ?? rule.rewardType
}

const laws: readonly Law[] = [cadence, times, tiers, amounts, reward, cap, trust]

function cadence({ frequency, interval }: RuleDefinition): FieldError[] {
  if (isCadence(frequency, interval)) return []
  const message = `the frequency ${frequency} does not go with the interval ${interval}`
  return [fieldError('/interval', 'cadence_refused', message)]
}

function times(rule: RuleDefinition): FieldError[] {
  const { startTime, endTime, effectiveStartTime, effectiveEndTime } = rule
  const errors = []
  if (endTime && new Date(endTime) <= new Date(startTime)) {
    errors.push(fieldError('/endTime', 'not_after_start', 'must be later than startTime'))
  }
  const effectiveStart = effectiveStartTime ?? startTime
  if (effectiveEndTime && new Date(effectiveEndTime) <= new Date(effectiveStart)) {
    const start = effectiveStartTime ? 'effectiveStartTime' : 'startTime'
    errors.push(fieldError('/effectiveEndTime', 'not_after_start', `must be later than ${start}`))
  }
  return errors
}

function tiers({ metadata: { range = [] } }: RuleDefinition): FieldError[] {
  const spans = range.map(({ startRange, endRange }) => ({
    start: String(startRange),
    end: String(endRange),
  }))
  const index = misplacedTier(spans)
  const tier = spans[index]
  if (!tier) return []
  const pointer = `/metadata/range/${index}`
  return compare(fractionOf(tier.start), fractionOf(tier.end)) > 0
    ? [fieldError(pointer, 'range_backwards', 'ends before it starts')]
    : [fieldError(pointer, 'range_overlap', 'overlaps an earlier tier')]
}

function amounts(rule: RuleDefinition, ruleType: RuleType): FieldError[] {
  if (paidIn(rule, ruleType) !== 'points') return []
  const {
    amount,
    metadata: { range = [] },
  } = rule
  const promised = [
    { pointer: '/amount', amount },
    ...range.map((tier, index) => ({
      pointer: `/metadata/range/${index}/amount`,
      amount: tier.amount,
    })),
  ]
  return promised
    .filter((each) => compare(fractionOf(each.amount), fractionOf(largestAmount)) > 0)
    .map(({ pointer }) => fieldError(pointer, 'out_of_range', 'is more than can be booked'))
}

function reward(rule: RuleDefinition, ruleType: RuleType): FieldError[] {
  const rewardType = paidIn(rule, ruleType)
  if (rewardType === 'points' && !rule.loyaltyCurrencyId) {
    return [fieldError('/loyaltyCurrencyId', 'required', 'is needed when the reward is points')]
  }
  const { range = [], rewardBadgePerRange } = rule.metadata
  const everyTierHasOne =
    rewardBadgePerRange && range.length > 0 && range.every((tier) => tier.loyaltyBadgeId)
  if (rewardType === 'badge' && !rule.loyaltyBadgeId && !everyTierHasOne) {
    const message = 'is needed when the reward is a badge, unless every tier has one'
    return [fieldError('/loyaltyBadgeId', 'required', message)]
  }
  return []
}

function cap({ maxAmountPerInterval: most, maxAmountInterval: interval }: RuleDefinition) {
  if ((most == null) === (interval == null)) return []
  const missing = most == null ? 'maxAmountPerInterval' : 'maxAmountInterval'
  const message = 'maxAmountPerInterval and maxAmountInterval belong together'
  return [fieldError(`/${missing}`, 'required', message)]
}

function trust({ minimumTrust }: RuleDefinition, ruleType: RuleType): FieldError[] {
  if (!minimumTrust || isAtLeast(ruleType.trust, minimumTrust)) return []
  const message = `proofs of ${ruleType.type} are ${ruleType.trust} at best: it would never pay`
  return [fieldError('/minimumTrust', 'out_of_reach', message)]
}
