import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decimalOf, decimalOfNumber, one, unitsOf } from '../../src/domain/decimal.ts'
import { compare, fractionOf } from '../../src/domain/fraction.ts'

it.each([
  ['0', 0n],
  ['-0.5', -one / 2n],
  ['12.50', (one * 25n) / 2n],
  [`0.${'0'.repeat(29)}1`, 1n],
  [{ numerator: 3n, denominator: 8n }, (one * 3n) / 8n],
])('%j is so many units', (value, units) => {
  expect(unitsOf(value)).toBe(units)
})

it.each(['', '.5', '5.', '1e3', 'NaN', ' 1', '--1', `0.${'0'.repeat(30)}1`])(
  '%j is none',
  (value) => {
    expect(() => unitsOf(value)).toThrow(RangeError)
  },
)

it.each([
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [-1.5e-7, '-0.00000015'],
  [-0, '0'],
  [2 ** 53, '9007199254740992'],
  [1e21, '1000000000000000000000'],
  [1.5e29, `15${'0'.repeat(28)}`],
  [1e30, undefined],
  [1e-31, undefined],
  [NaN, undefined],
  [Infinity, undefined],
])('the number %s is the decimal %s', (value, decimal) => {
  expect(decimalOfNumber(value)).toBe(decimal)
})

it('a decimal is read and written exactly, and as short as it can be', () => {
  const units = fc.bigInt({ min: -(10n ** 70n), max: 10n ** 70n })
  fc.assert(
    fc.property(units, (each) => {
      const text = decimalOf(each)
      expect(unitsOf(text)).toBe(each)
      expect(text).not.toMatch(/^-?0\d|\..*0$|\.$|^-0$/)
    }),
  )
})

it('a number is the decimal that prints as it', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e20, max: 1e20, noNaN: true }), (value) => {
      const decimal = decimalOfNumber(value)
      if (decimal === undefined) expect(String(value)).toContain('e-')
      else expect(Number(decimal)).toBe(value + 0)
    }),
  )
  expect(compare(fractionOf(decimalOfNumber(0.1 + 0.2) ?? ''), fractionOf('0.3'))).toBe(1)
})
