import { describe, expect, it } from '@jest/globals'
import { decide } from '../../src/domain/decide.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { externalRule } from '../../src/rules/external-rule.ts'
import { termsOf } from '../../src/rules/terms.ts'
import { findingOf, ruleId, ruleOf, wrongFields } from '../support/fakes.ts'

const tier = (startRange: number, endRange: number, amount: number) => ({
  startRange,
  endRange,
  amount,
})
const range = [tier(20, 29, 2), tier(10, 19, 1)]
const rule = (body: Record<string, unknown> = {}) => ruleOf(externalRule, body)
const counter = rule({ trackProgress: true, progressType: 'counter', metadata: { range } })

const reported = (progress: number | undefined) => ({
  records: {
    progress: async (rule: string, user: string) =>
      rule === ruleId && user === 'usr_ada' ? progress : undefined,
  },
})

describe('external_rule without progress', () => {
  it.each([
    [{}, '1'],
    [{ rangeValue: 12 }, '12'],
    [{ rangeValue: '12.5' }, '12.5'],
  ])('takes the request as the fact: %j measures %s', async (input, amount) => {
    expect(await findingOf(externalRule, rule(), {}, { input })).toMatchObject({
      kind: 'met',
      amount,
    })
  })

  it.each([{ rangeValue: 'many' }, { rangeValue: -1 }])('refuses %j', async (input) => {
    expect(await findingOf(externalRule, rule(), {}, { input })).toMatchObject({
      code: 'invalid_request',
    })
  })

  it.each(['sweep', undefined] as const)('pays nobody by itself (%s)', async (origin) => {
    const finding = await findingOf(
      externalRule,
      rule({ claimType: 'auto' }),
      {},
      { claim: { origin } },
    )
    expect(finding).toMatchObject({ kind: 'unmet', reason: 'not_reported' })
  })
})

describe('external_rule with progress', () => {
  const percentage = rule({ trackProgress: true })

  it.each([
    [undefined, { kind: 'unmet', reason: 'not_reported' }],
    [0, { kind: 'unmet', reason: 'progress_too_low' }],
    [99.9, { kind: 'unmet', reason: 'progress_too_low' }],
    [100, { kind: 'met', amount: '100' }],
  ])('of %s in a hundred finds %j', async (progress, found) => {
    expect(await findingOf(externalRule, percentage, reported(progress))).toMatchObject(found)
  })

  it.each([
    [9, { kind: 'unmet', reason: 'progress_too_low' }],
    [10, { kind: 'met', amount: '10' }],
    [25, { kind: 'met', amount: '25' }],
    [1000, { kind: 'met', amount: '29' }],
  ])('of %s on a counter finds %j', async (progress, found) => {
    expect(await findingOf(externalRule, counter, reported(progress))).toMatchObject(found)
  })

  it('is not completed by a request alone, whatever it says', async () => {
    const input = { rangeValue: 25 }
    expect(await findingOf(externalRule, counter, reported(3), { input })).toMatchObject({
      kind: 'unmet',
    })
  })

  it('lets the request say what to look up in the tiers', async () => {
    const tiered = rule({ trackProgress: true, metadata: { range } })
    const input = { rangeValue: 15 }
    expect(await findingOf(externalRule, tiered, reported(100), { input })).toMatchObject({
      kind: 'met',
      amount: '15',
    })
  })

  it('keeps a failure a failure', async () => {
    const records = { progress: () => Promise.reject(new Failure('unavailable', 'no database')) }
    expect(await findingOf(externalRule, percentage, { records })).toMatchObject({
      code: 'unavailable',
    })
  })
})

it('external_rule pays for every action where it is told to', async () => {
  const perAction = rule({ amount: '2.5', metadata: { rewardPerAction: true } })
  const verdict = await findingOf(externalRule, perAction, {}, { input: { rangeValue: 3 } })
  const outcome = decide(termsOf(perAction, 1), verdict as Verdict, { multipliers: [] })
  expect(outcome).toMatchObject({ status: 'rewarded', rewards: [{ amount: '75' }] })
})

describe('an external_rule', () => {
  it.each([
    [{ claimType: 'auto', rewardLifetime: 'dynamic', trackProgress: true }],
    [{ frequency: 'none', interval: 'custom' }],
    [{ frequency: 'immediately', interval: 'once' }],
    [{ maxAmountPerInterval: 500, maxAmountInterval: 'lifetime' }],
    [{ metadata: { trackProgress: true, range } }],
    [{ rewardType: 'multiplier', amount: 1.5, interval: 'daily' }],
    [{ customRewardsApiUrl: null, isDappRule: false }],
  ])('may say %j', (body) => {
    expect(wrongFields(externalRule, body)).toEqual([])
  })

  it.each([
    [{ metadata: { range } }, '/metadata/range'],
    [{ trackProgress: true, progressType: 'counter' }, '/metadata/range'],
    [{ trackProgress: true, metadata: { rewardPerAction: true } }, '/metadata/rewardPerAction'],
    [{ metadata: { resetProgressOnClaim: true } }, '/metadata/resetProgressOnClaim'],
    [{ maxAmountPerInterval: 500 }, '/maxAmountInterval'],
    [{ maxAmountInterval: 'daily' }, '/maxAmountPerInterval'],
    [{ customRewardsApiUrl: 'https://example.com/rewards' }, '/customRewardsApiUrl'],
    [{ isDappRule: true }, '/isDappRule'],
    [{ progressType: 'miles' }, '/progressType'],
    [{ interval: 'every_message' }, '/interval'],
    [{ minimumTrust: 'cryptographic' }, '/minimumTrust'],
  ])('may not say %j', (body, pointer) => {
    expect(wrongFields(externalRule, body)).toMatchObject([{ pointer }])
  })
})
