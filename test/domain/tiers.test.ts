import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { misplacedTier, tierOf } from '../../src/domain/tiers.ts'

const tier = (start: number | string, end: number | string) => ({
  start: String(start),
  end: String(end),
  amount: '1',
})

/** Tiers without overlap, with gaps between some of them, in any order. */
const apart = fc
  .uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 20 })
  .map((edges) => edges.sort((a, b) => a - b))
  .chain((edges) => {
    const pairs = edges.flatMap((start, index) => {
      const end = edges[index + 1]
      return index % 2 === 0 && end !== undefined ? [tier(start, end)] : []
    })
    return fc.shuffledSubarray(pairs, { minLength: pairs.length })
  })

describe('tiers', () => {
  it('that lie apart hold each amount at most once, ends included', () => {
    fc.assert(
      fc.property(apart, fc.nat(1001), (tiers, amount) => {
        expect(misplacedTier(tiers)).toBe(-1)
        const holding = tiers.filter(
          ({ start, end }) => Number(start) <= amount && amount <= Number(end),
        )
        expect(holding.length).toBeLessThanOrEqual(1)
        expect(tierOf(tiers, String(amount))).toBe(holding[0])
      }),
    )
  })

  it('are misplaced once another one overlaps them', () => {
    fc.assert(
      fc.property(apart, fc.nat(19), (tiers, pick) => {
        const twin = tiers[pick % tiers.length]
        if (twin) expect(misplacedTier([...tiers, twin])).toBe(tiers.length)
      }),
    )
  })

  it.each([
    [[tier(1, 9), tier(10, Number.MAX_SAFE_INTEGER)], -1],
    [[tier(1, 9), tier(9, 10)], 1],
    [[tier(1, 9), tier(2, 3)], 1],
    [[tier(2, 3), tier(1, 9)], 1],
    [[tier(9, 1)], 0],
    [[tier(1, 1), tier(1, 1)], 1],
    [[tier('0.10', '0.19'), tier('0.2', '0.3')], -1],
    [[], -1],
  ])('%j have their first mistake at %i', (tiers, index) => {
    expect(misplacedTier(tiers)).toBe(index)
  })

  it('leave gaps to nobody, and compare exactly', () => {
    const tiers = [tier(1, 9), tier('10.5', '9007199254740993')]
    expect(tierOf(tiers, '9.5')).toBeUndefined()
    expect(tierOf(tiers, '10.49999999999999999999')).toBeUndefined()
    expect(tierOf(tiers, '9007199254740993')).toBe(tiers[1])
    expect(tierOf(tiers, '9007199254740993.1')).toBeUndefined()
  })
})
