import type { Outcome, Reward, Standing, Step } from './claim.ts'
import { Failure } from './failure.ts'
import { add, compare, floor, fractionOf, multiply, round } from './fraction.ts'
import type { Fraction } from './fraction.ts'
import { stacked } from './multipliers.ts'
import { wholeOf, withinRange } from './points.ts'
import type { Terms, Tier } from './rule.ts'
import { tierOf } from './tiers.ts'
import type { Met, Verdict } from './verdict.ts'

/**
 * Applies what the rule promised to what was found. Caps, budgets and floors are left to the ledger,
 * which alone can know them while others write. Never throws: inside a workflow that would hang, not fail.
 */
export function decide(terms: Terms, verdict: Verdict, standing: Standing): Outcome {
  if (verdict.kind === 'later') {
    const { until, reason, message } = verdict
    return { status: 'waiting', until, reason, message }
  }
  if (verdict.kind === 'unmet') {
    return { status: 'unmet', reason: verdict.reason, message: verdict.message }
  }
  try {
    return reward(terms, verdict, standing)
  } catch (error) {
    // Amounts that are no decimals, or beyond what can be booked, however they came into the rule.
    if (!(error instanceof Failure || error instanceof RangeError)) throw error
    return misconfigured(error.message)
  }
}

function reward(terms: Terms, verdict: Met, standing: Standing): Outcome {
  const measured = standing.rangeValue ?? verdict.amount
  const tier = tierOf(terms.tiers, measured)
  if (terms.tiers.length > 0 && !tier) {
    return notAchieved('no_tier', `no reward is promised for ${measured}`)
  }
  if (standing.verifyOnly) return { status: 'verified', message: verdict.message }
  if (terms.rewardType === 'points' && terms.currency === undefined) {
    return misconfigured('the rule pays points and names no currency')
  }
  if (terms.rewardType === 'badge' && terms.badge === undefined && terms.tiers.length === 0) {
    return misconfigured('the rule rewards with a badge and names none')
  }

  const steps: Step[] = []
  const rewards = rewardsOf(terms, tier, verdict, standing, steps)
  if (rewards.length === 0 && !mayBeNothing(terms, standing)) {
    return notAchieved('nothing_due', 'nothing is due for this')
  }
  return { status: 'rewarded', rewards, steps, message: verdict.message }
}

/**
 * A rule that promises nothing is done when it is met, as others may wait for it; and what counts towards a
 * milestone has to be kept, or the milestone would never be reached.
 */
function mayBeNothing({ milestones, tiers, amount }: Terms, standing: Standing): boolean {
  if (milestones !== undefined) return true
  return tiers.length === 0 && isZero(standing.amount ?? amount)
}

function rewardsOf(
  terms: Terms,
  tier: Tier | undefined,
  verdict: Met,
  standing: Standing,
  steps: Step[],
): Reward[] {
  const badge = tier?.badge ?? (terms.rewardType === 'badge' ? terms.badge : undefined)
  const badges: Reward[] = badge ? [{ type: 'badge', badge }] : []

  switch (terms.rewardType) {
    case 'badge':
      return badges
    case 'multiplier': {
      const factor = tier?.factor ?? tier?.amount ?? terms.amount
      steps.push({ label: 'multiplier', value: factor })
      return [{ type: 'multiplier', factor }, ...badges]
    }
    case 'points': {
      const amount = pointsOf(terms, tier, verdict, standing, steps)
      const points: Reward[] =
        amount > 0n && terms.currency !== undefined
          ? [{ type: 'points', currency: terms.currency, amount: amount.toString() }]
          : []
      return [...points, ...badges]
    }
  }
}

/**
 * In minor units. Where some units were paid for before, the difference of two sums that are each rounded: whatever
 * the parts it is paid in, the whole comes to the same.
 */
function pointsOf(
  terms: Terms,
  tier: Tier | undefined,
  verdict: Met,
  standing: Standing,
  steps: Step[],
): bigint {
  const minor = minorOf(terms, tier, verdict, standing, steps)
  const { since } = verdict
  if (!terms.perUnit || since === undefined || isZero(since)) return minor

  const before = minorOf(terms, tier, { ...verdict, amount: since }, standing, [])
  steps.push({ label: `paid before, for x${since}`, value: `-${before}` })
  steps.push({ label: 'due now, in minor units', value: (minor - before).toString() })
  return minor - before
}

/** (base x units + milestones) x the verdict's factors x the user's multipliers, rounded once. */
function minorOf(
  terms: Terms,
  tier: Tier | undefined,
  verdict: Met,
  standing: Standing,
  steps: Step[],
): bigint {
  let total = baseOf(terms, tier, verdict, standing, steps)
  for (const { count, amount } of terms.milestones ?? []) {
    if (String(count) !== verdict.amount) continue
    steps.push({ label: `milestone ${count}`, value: `+${amount}` })
    total = add(total, fractionOf(amount))
  }
  for (const { source, factor } of verdict.factors ?? []) {
    steps.push({ label: source, value: `x${factor}` })
    total = multiply(total, fractionOf(factor))
  }
  if (!terms.skipMultipliers && standing.multipliers.length > 0) {
    for (const { source, factor } of standing.multipliers) {
      steps.push({ label: `multiplier ${source}`, value: `x${factor}` })
    }
    const together = stacked(standing.multipliers.map(({ factor }) => factor))
    if (standing.multipliers.length > 1) {
      steps.push({ label: 'multipliers together', value: `x${decimalOf(together)}` })
    }
    total = multiply(total, together)
  }
  const minor = round(multiply(total, fractionOf(10n ** BigInt(terms.decimals))))
  steps.push({ label: 'rounded to minor units', value: minor.toString() })
  return withinRange(minor)
}

function baseOf(
  terms: Terms,
  tier: Tier | undefined,
  verdict: Met,
  standing: Standing,
  steps: Step[],
): Fraction {
  if (terms.onlyMilestones) return fractionOf(0)

  const amount = standing.amount ?? tier?.amount ?? terms.amount
  const label = standing.amount
    ? 'amount of the request'
    : tier
      ? `tier ${tier.start} to ${tier.end}`
      : 'amount'
  steps.push({ label, value: amount })
  const base = fractionOf(amount)

  if (terms.batchSize !== undefined) {
    const batches = floor(divide(fractionOf(verdict.amount), fractionOf(terms.batchSize)))
    steps.push({ label: `full batches of ${terms.batchSize}`, value: `x${batches}` })
    return multiply(base, fractionOf(batches))
  }
  if (terms.perUnit) {
    steps.push({ label: 'units', value: `x${verdict.amount}` })
    return multiply(base, fractionOf(verdict.amount))
  }
  return base
}

function divide(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator }
}

function isZero(amount: string): boolean {
  return compare(fractionOf(amount), fractionOf(0)) === 0
}

/** Sums of decimals have a power of ten below them. */
function decimalOf({ numerator, denominator }: Fraction): string {
  return wholeOf(numerator, denominator.toString().length - 1)
}

function misconfigured(message: string): Outcome {
  return { status: 'failed', code: 'rule_misconfigured', message }
}

function notAchieved(reason: string, detail: string): Outcome {
  return { status: 'unmet', reason, message: `Quest not achieved, please try again. (${detail})` }
}
