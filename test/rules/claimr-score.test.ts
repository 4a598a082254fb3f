import { describe, expect, it } from '@jest/globals'
import { decide } from '../../src/domain/decide.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { claimrScore } from '../../src/rules/claimr-score.ts'
import { termsOf } from '../../src/rules/terms.ts'
import { findingOf, ruleOf, wrongFields } from '../support/fakes.ts'

const rule = ruleOf(claimrScore, { amount: undefined })

describe('claimr_score', () => {
  it('counts nothing: the value is the points', () => {
    expect(claimrScore.task(rule)).toMatchObject({ listens: { kind: 'action' }, measure: 'points' })
    expect(claimrScore.task(rule)).not.toHaveProperty('target')
    expect([claimrScore.isTask, claimrScore.completable]).toEqual([true, false])
  })

  it.each([
    [150, '15000'],
    ['0.07', '7'],
    ['12.345', '1235'],
  ])('pays %s as it is, whatever multipliers the user has', async (value, minor) => {
    const verdict = await findingOf(claimrScore, rule, {}, { input: { value } })
    expect(verdict).toMatchObject({ kind: 'met', amount: String(value) })
    const standing = { multipliers: [{ source: 'mul_1', factor: '2' }] }
    expect(decide(termsOf(rule, 2), verdict as Verdict, standing)).toMatchObject({
      rewards: [{ amount: minor }],
    })
  })

  it.each([{}, { value: -5 }, { value: 'many' }, { value: 1e-7 }])('refuses %j', async (input) => {
    expect(await findingOf(claimrScore, rule, {}, { input })).toMatchObject({
      code: 'invalid_request',
    })
  })

  it('pays one point for each, so that no other amount is taken', () => {
    expect(rule.amount).toBe(1)
    expect(wrongFields(claimrScore, { amount: '1.0' })).toEqual([])
    expect(wrongFields(claimrScore, { amount: 100 })).toMatchObject([{ pointer: '/amount' }])
  })
})
