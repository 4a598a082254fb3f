import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  add,
  compare,
  floor,
  fractionOf,
  isDecimal,
  multiply,
  round,
  subtract,
} from '../../src/domain/fraction.ts'

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
  .map(([units, decimals]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
    const cut = digits.length - decimals
    const part = decimals > 0 ? `.${digits.slice(cut)}` : ''
    return `${units < 0n ? '-' : ''}${digits.slice(0, cut)}${part}`
  })
const fraction = decimal.map(fractionOf)
const isEqual = (a: ReturnType<typeof fractionOf>, b: ReturnType<typeof fractionOf>) =>
  compare(a, b) === 0

describe('fractions', () => {
  it('add, subtract and multiply exactly', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(isEqual(subtract(add(a, b), b), a)).toBe(true)
        expect(isEqual(add(a, b), add(b, a))).toBe(true)
        expect(isEqual(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true)
      }),
    )
  })

  it('are ordered as numbers are', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(compare(a, b)).toBe(-compare(b, a) || 0)
        expect(compare(add(a, c), add(b, c))).toBe(compare(a, b))
      }),
    )
  })

  it('round to the nearest whole number, halves away from zero', () => {
    const half = fractionOf('0.5')
    fc.assert(
      fc.property(fraction, (a) => {
        const rest = subtract(a, fractionOf(round(a)))
        const size = rest.numerator < 0n ? subtract(fractionOf(0), rest) : rest
        expect(compare(size, half)).toBeLessThanOrEqual(0)
        if (isEqual(size, half)) expect(rest.numerator > 0n).toBe(a.numerator < 0n)
      }),
    )
  })

  it.each([
    ['2.5', 3n],
    ['-2.5', -3n],
    ['2.49', 2n],
    ['-2.49', -2n],
    ['0.5', 1n],
    ['-0.4', 0n],
  ])('%s rounds to %s', (value, rounded) => {
    expect(round(fractionOf(value))).toBe(rounded)
  })

  it('floor is the last whole number that is not more', () => {
    fc.assert(
      fc.property(
        fraction.filter(({ numerator }) => numerator >= 0n),
        (a) => {
          expect(compare(fractionOf(floor(a)), a)).toBeLessThanOrEqual(0)
          expect(compare(fractionOf(floor(a) + 1n), a)).toBe(1)
        },
      ),
    )
  })

  it('read every decimal, and nothing else', () => {
    fc.assert(fc.property(decimal, (value) => isDecimal(value)))
    for (const value of [
      '',
      '.5',
      '5.',
      '1e3',
      '1,5',
      ' 1',
      '+1',
      '0x1',
      'NaN',
      'Infinity',
      '--1',
    ]) {
      expect(isDecimal(value)).toBe(false)
      expect(() => fractionOf(value)).toThrow(RangeError)
    }
    expect(() => fractionOf(1e21)).toThrow(RangeError)
    expect(() => fractionOf(NaN)).toThrow(RangeError)
  })
})
