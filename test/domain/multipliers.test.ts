import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { add, compare, fractionOf, subtract } from '../../src/domain/fraction.ts'
import { stacked } from '../../src/domain/multipliers.ts'

const factor = fc.integer({ min: 0, max: 1000 }).map((hundredths) => String(hundredths / 100))

describe('stacked multipliers', () => {
  it.each([
    [[], '1'],
    [['2'], '2'],
    [['2', '1.5'], '2.5'],
    [['1.5', '2'], '2.5'],
    [['2', '0.5'], '1.5'],
    [['0.5'], '0.5'],
    [['0', '0'], '0'],
    [['0.1', '0.1', '0.1'], '0'],
  ])('%j make %s', (factors, together) => {
    expect(compare(stacked(factors), fractionOf(together))).toBe(0)
  })

  it('do not depend on their order, and are never below zero', () => {
    const shuffled = fc
      .array(factor, { maxLength: 8 })
      .chain((factors) =>
        fc.tuple(fc.constant(factors), fc.shuffledSubarray(factors, { minLength: factors.length })),
      )
    fc.assert(
      fc.property(shuffled, ([factors, others]) => {
        expect(compare(stacked(factors), stacked(others))).toBe(0)
        expect(compare(stacked(factors), fractionOf(0))).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('each add their excess over one', () => {
    const boost = fc.integer({ min: 100, max: 1000 }).map((hundredths) => String(hundredths / 100))
    fc.assert(
      fc.property(fc.array(boost, { minLength: 1, maxLength: 8 }), boost, (factors, another) => {
        const excess = subtract(fractionOf(another), fractionOf(1))
        expect(compare(stacked([...factors, another]), add(stacked(factors), excess))).toBe(0)
      }),
    )
  })
})
