/** An exact number: `numerator / denominator`, the denominator positive. */
export interface Fraction {
  numerator: bigint
  denominator: bigint
}

const decimal = /^(?<sign>-?)(?<whole>\d{1,40})(?:\.(?<part>\d{1,40}))?$/

/**
 * Reads a plain decimal (`-12.50`), or a number that prints as one.
 * Throws RangeError for anything else, exponents and NaN included.
 */
export function fractionOf(value: string | number | bigint): Fraction {
  const groups = decimal.exec(String(value))?.groups
  if (!groups) throw new RangeError(`not a decimal number: ${String(value)}`)

  const { sign, whole = '0', part = '' } = groups
  const units = BigInt(whole + part)
  return { numerator: sign ? -units : units, denominator: 10n ** BigInt(part.length) }
}

export function isDecimal(value: string): boolean {
  return decimal.test(value)
}

export function add(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { numerator: -b.numerator, denominator: b.denominator })
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return {
    numerator: a.numerator * b.numerator,
    denominator: a.denominator * b.denominator,
  }
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The largest whole number that is not more than a fraction that is not negative. */
export function floor({ numerator, denominator }: Fraction): bigint {
  return numerator / denominator
}

/** The nearest whole number; halves go away from zero. */
export function round({ numerator, denominator }: Fraction): bigint {
  const size = numerator < 0n ? -numerator : numerator
  const rounded = (2n * size + denominator) / (2n * denominator)
  return numerator < 0n ? -rounded : rounded
}
