import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  largestAmount,
  minorOf,
  roundedMinorOf,
  wholeOf,
  withinRange,
} from '../../src/domain/points.ts'

const minor = fc.bigInt({ min: -largestAmount, max: largestAmount })
const decimals = fc.integer({ min: 0, max: 18 })

describe('points', () => {
  it('are the same after being printed and read', () => {
    fc.assert(
      fc.property(minor, decimals, (amount, places) => {
        expect(minorOf(wholeOf(amount, places), places)).toBe(amount)
        expect(roundedMinorOf(wholeOf(amount, places), places)).toBe(amount)
      }),
    )
  })

  it.each([
    [1250n, 2, '12.5'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [0n, 4, '0'],
    [100n, 0, '100'],
    [-1200n, 2, '-12'],
  ])('%s with %i decimals prints as %s', (amount, places, printed) => {
    expect(wholeOf(amount, places)).toBe(printed)
  })

  it.each([
    ['0.005', 1n],
    ['-0.005', -1n],
    ['0.0049', 0n],
    [0.1, 10n],
  ])('%s rounds to %s hundredths', (amount, rounded) => {
    expect(roundedMinorOf(amount, 2)).toBe(rounded)
  })

  it('are refused when they are too precise, too large, or no numbers', () => {
    const refusal = (code: string) =>
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/amount', code })] })
    expect(() => minorOf('0.005', 2)).toThrow(refusal('too_precise'))
    expect(() => minorOf('1e3', 2)).toThrow(refusal('invalid_amount'))
    expect(() => minorOf(String(largestAmount + 1n), 0)).toThrow(refusal('out_of_range'))
    expect(() => withinRange(-largestAmount - 1n)).toThrow(refusal('out_of_range'))
    expect(withinRange(largestAmount)).toBe(largestAmount)
  })
})
