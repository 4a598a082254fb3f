import { add, compare, fractionOf, subtract } from './fraction.ts'
import type { Fraction } from './fraction.ts'

/**
 * Stacks multipliers as Snag does: the first counts in full, every further one adds its excess over 1,
 * so 2 and 1.5 make 2.5. Never below zero; no multipliers make 1.
 */
export function stacked(factors: readonly string[]): Fraction {
  const one = fractionOf(1)
  const sum = factors.reduce((total, factor) => add(total, subtract(fractionOf(factor), one)), one)
  return compare(sum, fractionOf(0)) < 0 ? fractionOf(0) : sum
}
