import { Failure } from './failure.ts'
import { fractionOf, multiply, round } from './fraction.ts'

/** Amounts of points are `bigint` in the currency's minor unit, and must fit a signed 64-bit integer. */
export const largestAmount = 2n ** 63n - 1n
const smallestAmount = -largestAmount

/** Parses an amount in whole units (`12.5`) exactly; throws `invalid_request` if it has too many decimals. */
export function minorOf(amount: string | number, decimals: number, pointer = '/amount'): bigint {
  const exact = multiply(parsed(amount, pointer), fractionOf(10n ** BigInt(decimals)))
  if (exact.numerator % exact.denominator !== 0n) {
    throw refused(pointer, 'too_precise', `the currency has ${decimals} decimals`)
  }
  return withinRange(exact.numerator / exact.denominator, pointer)
}

/** The same, rounded half away from zero instead of refused. */
export function roundedMinorOf(
  amount: string | number,
  decimals: number,
  pointer = '/amount',
): bigint {
  const exact = multiply(parsed(amount, pointer), fractionOf(10n ** BigInt(decimals)))
  return withinRange(round(exact), pointer)
}

/** Prints minor units in whole ones: 1250n with 2 decimals is `12.5`. */
export function wholeOf(minor: bigint, decimals: number): string {
  const size = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = size.slice(0, size.length - decimals)
  const part = size.slice(size.length - decimals).replace(/0+$/, '')
  return (minor < 0n ? '-' : '') + (part ? `${whole}.${part}` : whole)
}

export function withinRange(minor: bigint, pointer = '/amount'): bigint {
  if (minor > largestAmount || minor < smallestAmount) {
    throw refused(pointer, 'out_of_range', 'the amount does not fit a signed 64-bit integer')
  }
  return minor
}

function parsed(amount: string | number, pointer: string) {
  try {
    return fractionOf(amount)
  } catch (cause) {
    throw refused(pointer, 'invalid_amount', 'must be a plain decimal number', cause)
  }
}

function refused(pointer: string, code: string, message: string, cause?: unknown): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }], cause })
}
