import { one } from './decimal.ts'
import { multiply, round } from './fraction.ts'
import type { Fraction } from './fraction.ts'
import { stacked } from './multipliers.ts'

/** What a payment was for: these multiples of a window, in units of 10^-30, at the user's multipliers as they were. */
export interface Stretch {
  window: number
  since: bigint
  amount: bigint
  factors: readonly string[]
}

/** How many multiples a window has come to, in units of 10^-30. */
export interface EarnedWindow {
  index: number
  paid: bigint
}

/**
 * What windows are worth in all, in minor units, at `unit` a multiple. Each multiple counts at the multipliers it was
 * paid at, and those that were not yet at the ones of the payment before, so that a task that did not change comes to
 * what it has paid. `windows` are in order, `stretches` in the order of payment, and `first` are the multipliers of what
 * comes before all payments.
 */
export function owedOf(
  windows: Iterable<EarnedWindow>,
  unit: Fraction,
  stretches: readonly Stretch[],
  first: readonly string[],
): bigint {
  const byWindow = Map.groupBy(stretches, ({ window }) => window)
  let factors = first
  let owed = 0n
  for (const { index, paid } of windows) {
    const own = joined(byWindow.get(index) ?? [])
    for (const [since, amount] of segmentsOf(paid, own)) {
      owed += worthOf(
        { window: index, since, amount, factors: factorsAt(own, since, factors) },
        unit,
      )
    }
    factors = own.at(-1)?.factors ?? factors
  }
  return owed
}

/** What one payment is worth, in minor units: the difference of two rounded sums, as `decide` has it. */
function worthOf({ since, amount, factors }: Stretch, unit: Fraction): bigint {
  const price = multiply(unit, stacked(factors))
  return minorOf(amount, price) - minorOf(since, price)
}

function minorOf(multiples: bigint, price: Fraction): bigint {
  return round(multiply(price, { numerator: multiples, denominator: one }))
}

/** Payments that follow on each other at the same multipliers, as one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const own: Stretch[] = []
  for (const stretch of stretches) {
    const last = own.at(-1)
    const isMore = last?.amount === stretch.since && isSame(last.factors, stretch.factors)
    if (last && isMore) own[own.length - 1] = { ...last, amount: stretch.amount }
    else own.push(stretch)
  }
  return own
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((factor, index) => factor === b[index])
}

/** All of what was earned, cut wherever a payment began or ended. */
function segmentsOf(paid: bigint, own: readonly Stretch[]): readonly [bigint, bigint][] {
  const cuts = own.flatMap(({ since, amount }) => [since, amount]).filter((at) => at < paid)
  const points = [...new Set([0n, ...cuts, paid])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return points.slice(1).map((end, index) => [points[index] ?? 0n, end])
}

/** The latest payment counts, where a replay began a window anew. */
function factorsAt(
  own: readonly Stretch[],
  at: bigint,
  before: readonly string[],
): readonly string[] {
  const covering = own.findLast(({ since, amount }) => since <= at && at < amount)
  const nearest = own
    .filter(({ amount }) => amount <= at)
    .sort(byAmount)
    .at(-1)
  return (covering ?? nearest)?.factors ?? before
}

function byAmount(a: Stretch, b: Stretch): number {
  return a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0
}
