import { compare, fractionOf } from './fraction.ts'
import type { Tier } from './rule.ts'

/** The tier that holds `amount`, both ends inclusive; gaps belong to none. */
export function tierOf(tiers: readonly Tier[], amount: string): Tier | undefined {
  const measured = fractionOf(amount)
  return tiers.find(
    ({ start, end }) =>
      compare(fractionOf(start), measured) <= 0 && compare(measured, fractionOf(end)) <= 0,
  )
}

/** The index of the first tier that overlaps one before it, or that ends before it starts; -1 if none does. */
export function misplacedTier(tiers: readonly Pick<Tier, 'start' | 'end'>[]): number {
  return tiers.findIndex((tier, index) => {
    if (compare(fractionOf(tier.start), fractionOf(tier.end)) > 0) return true
    return tiers.slice(0, index).some((earlier) => overlap(earlier, tier))
  })
}

function overlap(a: Pick<Tier, 'start' | 'end'>, b: Pick<Tier, 'start' | 'end'>): boolean {
  return (
    compare(fractionOf(a.start), fractionOf(b.end)) <= 0 &&
    compare(fractionOf(b.start), fractionOf(a.end)) <= 0
  )
}
