import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Outcome, Standing } from '../../src/domain/claim.ts'
import { decide } from '../../src/domain/decide.ts'
import { largestAmount } from '../../src/domain/points.ts'
import type { Terms, Tier } from '../../src/domain/rule.ts'
import { later, met, unmet } from '../../src/domain/verdict.ts'

const terms: Terms = {
  rewardType: 'points',
  lifetime: 'permanent',
  amount: '100',
  tiers: [],
  currency: 'cur_1',
  decimals: 2,
  skipMultipliers: false,
}
const alone: Standing = { multipliers: [] }
const boosted = (...factors: string[]): Standing => ({
  multipliers: factors.map((factor, index) => ({ source: `mul_${index}`, factor })),
})
const tier = (start: string, end: string, amount: string, more: Partial<Tier> = {}): Tier => ({
  start,
  end,
  amount,
  ...more,
})
const tiers = [tier('1', '9', '10'), tier('10', '99', '150')]

/** Points in minor units; undefined if nothing was paid in points. */
function pointsOf(outcome: Outcome): string | undefined {
  if (outcome.status !== 'rewarded') return undefined
  return outcome.rewards.flatMap((reward) => (reward.type === 'points' ? [reward.amount] : []))[0]
}

describe('decide, in points', () => {
  it.each<[string, Partial<Terms>, Parameters<typeof met>, Standing, string]>([
    ['the amount', {}, [1], alone, '10000'],
    ['a string amount exactly', { amount: '0.07' }, [1], alone, '7'],
    ['100 and 5 %', {}, [1], boosted('1.05'), '10500'],
    ['multipliers by their excess', {}, [1], boosted('2', '1.5'), '25000'],
    ['a factor below 1 less', {}, [1], boosted('2', '0.5'), '15000'],
    [
      'multipliers unless the rule skips them',
      { skipMultipliers: true },
      [1],
      boosted('2'),
      '10000',
    ],
    [
      'the factors of the verdict on top',
      {},
      [1, {}, { factors: [{ source: 'v', factor: '1.5' }] }],
      boosted('2'),
      '30000',
    ],
    [
      'the factors of the verdict even if multipliers are skipped',
      { skipMultipliers: true },
      [1, {}, { factors: [{ source: 'v', factor: '1.5' }] }],
      boosted('2'),
      '15000',
    ],
    ['one rounding, at the end', { amount: '0.333' }, [1], boosted('3'), '100'],
    ['halves away from zero', { amount: '0.005' }, [1], alone, '1'],
    ['the amount of the request', {}, [1], { ...alone, amount: '7' }, '700'],
    ['the lower tier', { tiers }, [9], alone, '1000'],
    ['the upper tier', { tiers }, [10], alone, '15000'],
    ['the tier of the request', { tiers }, [1], { ...alone, rangeValue: '50' }, '15000'],
    ['full batches', { batchSize: '3' }, [8], alone, '20000'],
    ['full batches of the tier', { batchSize: '5', tiers }, [12], alone, '30000'],
    ['units', { perUnit: true }, ['2.5'], alone, '25000'],
    ['units of the tier', { perUnit: true, tiers }, [4], alone, '4000'],
    ['units that were not paid before', { perUnit: true }, [3, {}, { since: '1' }], alone, '20000'],
    ['all units if none was', { perUnit: true }, [3, {}, { since: '0' }], boosted('2'), '60000'],
    ['parts of units', { perUnit: true }, ['1.4', {}, { since: '1.2' }], alone, '2000'],
    ['the amount, whatever was paid before', {}, [3, {}, { since: '1' }], alone, '10000'],
    ['a milestone on top', { milestones: [{ count: 7, amount: '50' }] }, [7], alone, '15000'],
    ['no milestone in between', { milestones: [{ count: 7, amount: '50' }] }, [8], alone, '10000'],
    [
      'a milestone with its factors',
      { milestones: [{ count: 7, amount: '50' }] },
      [7],
      boosted('2'),
      '30000',
    ],
    [
      'only the milestone',
      { milestones: [{ count: 7, amount: '50' }], onlyMilestones: true },
      [7],
      alone,
      '5000',
    ],
  ])('pays %s', (_, changed, verdict, standing, amount) => {
    const outcome = decide({ ...terms, ...changed }, met(...verdict), standing)
    expect(pointsOf(outcome)).toBe(amount)
  })

  it.each<[string, Partial<Terms>, number | string, Standing, string]>([
    ['outside of every tier', { tiers }, 100, alone, 'no_tier'],
    ['in a gap', { tiers }, '9.5', alone, 'no_tier'],
    ['below a full batch', { batchSize: '3' }, 2, alone, 'nothing_due'],
    ['in a tier that pays nothing', { tiers: [tier('0', '9', '0')] }, 5, alone, 'nothing_due'],
    ['with multipliers that leave nothing', {}, 1, boosted('0'), 'nothing_due'],
    ['below half of the smallest unit', { amount: '0.004' }, 1, alone, 'nothing_due'],
  ])('pays nothing %s', (_, changed, amount, standing, reason) => {
    expect(decide({ ...terms, ...changed }, met(amount), standing)).toMatchObject({
      status: 'unmet',
      reason,
    })
  })

  it.each<[string, Partial<Terms>]>([
    ['a rule that promises nothing', { amount: '0' }],
    [
      'a count between milestones',
      { milestones: [{ count: 7, amount: '50' }], onlyMilestones: true },
    ],
  ])('counts %s as done', (_, changed) => {
    expect(decide({ ...terms, ...changed }, met(1), alone)).toMatchObject({
      status: 'rewarded',
      rewards: [],
    })
  })

  it('shows its arithmetic in the order in which it was done', () => {
    const verdict = met(7, {}, { factors: [{ source: 'verified account', factor: '1.5' }] })
    const outcome = decide(
      { ...terms, milestones: [{ count: 7, amount: '50' }] },
      verdict,
      boosted('2', '1.5'),
    )
    expect(outcome).toMatchObject({
      steps: [
        { label: 'amount', value: '100' },
        { label: 'milestone 7', value: '+50' },
        { label: 'verified account', value: 'x1.5' },
        { label: 'multiplier mul_0', value: 'x2' },
        { label: 'multiplier mul_1', value: 'x1.5' },
        { label: 'multipliers together', value: 'x2.5' },
        { label: 'rounded to minor units', value: '56250' },
      ],
    })
  })

  it('shows what was paid before', () => {
    const factors = [{ source: 'points multiplier', factor: '1.05' }]
    const promised = { ...terms, amount: '10', decimals: 0, perUnit: true }
    expect(decide(promised, met(2, {}, { since: '1', factors }), alone)).toMatchObject({
      rewards: [{ amount: '10' }],
      steps: [
        { label: 'amount', value: '10' },
        { label: 'units', value: 'x2' },
        { label: 'points multiplier', value: 'x1.05' },
        { label: 'rounded to minor units', value: '21' },
        { label: 'paid before, for x1', value: '-11' },
        { label: 'due now, in minor units', value: '10' },
      ],
    })
  })

  it('pays nothing for units that were all paid before', () => {
    const promised = { ...terms, perUnit: true }
    expect(decide(promised, met(2, {}, { since: '2' }), alone)).toMatchObject({
      reason: 'nothing_due',
    })
  })

  it('pays the same for units that are met at once and in parts', () => {
    const amounts = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 100_000 }), (all, thousandths) => {
        const promised = { ...terms, amount: (thousandths / 1000).toFixed(3), perUnit: true }
        const pay = (amount: number, since: number) =>
          BigInt(pointsOf(decide(promised, met(amount, {}, { since: String(since) }), alone)) ?? 0)
        const rising = all.toSorted((a, b) => a - b)
        const parts = rising.map((amount, index) => pay(amount, rising[index - 1] ?? 0))
        expect(parts.reduce((sum, each) => sum + each, 0n)).toBe(pay(rising.at(-1) ?? 0, 0))
      }),
    )
  })

  it('agrees with exact arithmetic, whatever the decimals', () => {
    const cents = fc.integer({ min: 1, max: 10_000_000 })
    const percent = fc.integer({ min: 1, max: 500 })
    fc.assert(
      fc.property(cents, percent, fc.integer({ min: 0, max: 6 }), (amount, extra, decimals) => {
        const outcome = decide(
          { ...terms, amount: (amount / 100).toFixed(2), decimals },
          met(1),
          boosted((1 + extra / 100).toFixed(2)),
        )
        // (amount / 100) * (1 + extra / 100) * 10 ** decimals, rounded half up: none of it is negative.
        const exact = BigInt(amount) * BigInt(100 + extra) * 10n ** BigInt(decimals)
        const expected = (2n * exact + 10_000n) / 20_000n
        expect(pointsOf(outcome)).toBe(expected === 0n ? undefined : expected.toString())
      }),
    )
  })
})

describe('decide, in multipliers and badges', () => {
  const multiplier: Terms = { ...terms, rewardType: 'multiplier', amount: '1.5' }
  const badge: Terms = { ...terms, rewardType: 'badge', badge: 'bad_all' }
  const badges = [tier('1', '9', '0', { badge: 'bad_low' }), tier('10', '99', '0')]

  it.each<[string, Terms, number, object[]]>([
    ['the factor', multiplier, 1, [{ type: 'multiplier', factor: '1.5' }]],
    [
      "the tier's amount as factor",
      { ...multiplier, tiers },
      5,
      [{ type: 'multiplier', factor: '10' }],
    ],
    [
      "the tier's own factor",
      { ...multiplier, tiers: [tier('1', '9', '10', { factor: '3' })] },
      5,
      [{ type: 'multiplier', factor: '3' }],
    ],
    ['the badge', badge, 1, [{ type: 'badge', badge: 'bad_all' }]],
    ["the tier's badge", { ...badge, tiers: badges }, 5, [{ type: 'badge', badge: 'bad_low' }]],
    [
      'the badge of a tier without one',
      { ...badge, tiers: badges },
      50,
      [{ type: 'badge', badge: 'bad_all' }],
    ],
    [
      'points and the badge of the tier',
      { ...terms, tiers: [tier('1', '9', '10', { badge: 'bad_low' })] },
      5,
      [
        { type: 'points', currency: 'cur_1', amount: '2000' },
        { type: 'badge', badge: 'bad_low' },
      ],
    ],
    [
      'the badge alone, in a tier without points',
      { ...terms, tiers: [tier('1', '9', '0', { badge: 'bad_low' })] },
      5,
      [{ type: 'badge', badge: 'bad_low' }],
    ],
  ])('gives %s', (_, promised, amount, rewards) => {
    expect(decide(promised, met(amount), boosted('2'))).toMatchObject({
      status: 'rewarded',
      rewards,
    })
  })

  it('gives nothing in a tier that names no badge, when the rule has none either', () => {
    const promised: Terms = { ...badge, badge: undefined, tiers: badges }
    expect(decide(promised, met(50), alone)).toMatchObject({ reason: 'nothing_due' })
  })
})

describe('decide', () => {
  it('passes on what is not met, and what cannot be known yet', () => {
    expect(decide(terms, unmet('no', 'No.'), alone)).toEqual({
      status: 'unmet',
      reason: 'no',
      message: 'No.',
    })
    const until = new Date('2026-02-01T00:00:00Z')
    expect(decide(terms, later(until, 'early', 'Wait.'), alone)).toEqual({
      status: 'waiting',
      until: '2026-02-01T00:00:00.000Z',
      reason: 'early',
      message: 'Wait.',
    })
  })

  it('only says what is true when no more was asked for', () => {
    const asked = { ...alone, verifyOnly: true }
    const verdict = met(5, {}, { message: 'Done' })
    expect(decide(terms, verdict, asked)).toEqual({ status: 'verified', message: 'Done' })
    expect(decide({ ...terms, tiers }, met(500), asked)).toMatchObject({ status: 'unmet' })
  })

  it.each<[string, Partial<Terms>, string]>([
    ['no currency', { currency: undefined }, '1'],
    ['no badge', { rewardType: 'badge' }, '1'],
    ['a batch of nothing', { batchSize: '0' }, '1'],
    ['an amount that is no number', { amount: 'much' }, '1'],
    ['more than can be booked', { perUnit: true }, largestAmount.toString()],
    ['a measure that is no decimal', { perUnit: true }, '1e+21'],
  ])('fails with %s, and does not throw', (_, changed, amount) => {
    expect(decide({ ...terms, ...changed }, met(amount), alone)).toMatchObject({
      status: 'failed',
      code: 'rule_misconfigured',
    })
  })
})
