import type { Fraction } from './fraction.ts'
import { wholeOf } from './points.ts'

// Decimals to add up many of: whole numbers of units of 10^-30. Fractions grow with every sum; these do not.

const places = 30
export const one = 10n ** 30n

const plain = /^-?\d{1,80}$/
const decimal = /^(?<sign>-?)(?<whole>\d{1,80})\.(?<part>\d{1,30})$/
const printed = /^(?<digits>-?\d+)(?:\.(?<part>\d+))?(?:e(?<exponent>[+-]\d+))?$/

/** Reads a plain decimal. Throws RangeError for anything else, and for more than 30 digits behind the point. */
export function unitsOf(value: string | Fraction): bigint {
  if (typeof value !== 'string') return unitsOfFraction(value)
  if (plain.test(value)) return BigInt(value) * one
  const groups = decimal.exec(value)?.groups
  if (!groups) throw new RangeError(`not a decimal of at most ${places} places: ${value}`)
  const { sign, whole = '', part = '' } = groups
  const units = BigInt(whole + part.padEnd(places, '0'))
  return sign ? -units : units
}

/** The shortest plain decimal. */
export function decimalOf(units: bigint): string {
  return units % one === 0n ? (units / one).toString() : wholeOf(units, places)
}

/**
 * A JSON number as the decimal it prints as, so that 0.1 is a tenth; undefined for one that has more than 30 digits
 * before or behind the point, or is none.
 */
export function unitsOfNumber(value: number): bigint | undefined {
  if (Number.isSafeInteger(value)) return BigInt(value) * one
  const { digits = '', part = '', exponent = '0' } = printed.exec(String(value))?.groups ?? {}
  const shift = places - part.length + Number(exponent)
  if (!digits || shift < 0 || Math.abs(value) >= 1e30) return undefined
  return BigInt(digits + part) * 10n ** BigInt(shift)
}

/** The same, as a plain decimal: `0.0000001` for 1e-7. */
export function decimalOfNumber(value: number): string | undefined {
  const units = unitsOfNumber(value)
  return units === undefined ? undefined : decimalOf(units)
}

function unitsOfFraction({ numerator, denominator }: Fraction): bigint {
  const units = numerator * one
  if (units % denominator === 0n) return units / denominator
  throw new RangeError(`${numerator}/${denominator} is no decimal of at most ${places} places`)
}
