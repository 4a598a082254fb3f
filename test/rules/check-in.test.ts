import { describe, expect, it } from '@jest/globals'
import { decide } from '../../src/domain/decide.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { checkIn } from '../../src/rules/check-in.ts'
import { termsOf } from '../../src/rules/terms.ts'
import { findingOf, ruleId, ruleOf, wrongFields } from '../support/fakes.ts'

const streakArray = [
  { streakMilestone: 3, streakAmount: 50 },
  { streakMilestone: 7, streakAmount: '200.5' },
]
const streaks = { enableStreaks: true, streakArray }
const rule = (metadata: object = streaks) => ruleOf(checkIn, { interval: 'daily', metadata })

/** Records of one user's streak: window key to the amount that was measured in it. */
const recordsWith = (amounts: Record<string, string>) => ({
  records: {
    amountInWindow: async (rule: string, user: string, key: string) =>
      rule === ruleId && user === 'usr_ada' ? amounts[key] : undefined,
  },
})

const inWindow = (key: string) => ({
  claim: { window: { key, start: new Date('2026-02-01T00:00:00Z') } },
})

describe('check_in', () => {
  it.each([
    ['starts at 1', '0', {}, '1'],
    ['goes on from the window before', '5', { '4': '2' }, '3'],
    ['starts again after a missed window', '5', { '3': '2' }, '1'],
    ['does not count a second check-in of the same window', '5', { '4': '2', '5': '3' }, '3'],
  ])('counts a streak that %s', async (_, key, amounts, amount) => {
    const finding = await findingOf(checkIn, rule(), recordsWith(amounts), inWindow(key))
    expect(finding).toMatchObject({
      kind: 'met',
      amount,
      message: 'Streak successful',
      evidence: { window: key, streak: Number(amount) },
    })
  })

  it('asks nothing and counts nothing without streaks', async () => {
    expect(await findingOf(checkIn, rule({}), {}, inWindow('5'))).toMatchObject({ amount: '1' })
  })

  it('keeps a failure a failure', async () => {
    const records = {
      amountInWindow: () => Promise.reject(new Failure('unavailable', 'no database')),
    }
    expect(await findingOf(checkIn, rule(), { records }, inWindow('5'))).toMatchObject({
      code: 'unavailable',
    })
  })

  it.each([
    ['the amount in most windows', streaks, '1', [{ amount: '10000' }]],
    ['the milestone on top when it is reached', streaks, '2', [{ amount: '15000' }]],
    ['nothing but counts on between milestones', { ...streaks, rewardOnlyStreaks: true }, '1', []],
    ['only the milestone', { ...streaks, rewardOnlyStreaks: true }, '2', [{ amount: '5000' }]],
  ])('pays %s', async (_, metadata, before, rewards) => {
    const asked = rule(metadata)
    const verdict = await findingOf(checkIn, asked, recordsWith({ '4': before }), inWindow('5'))
    const outcome = decide(termsOf(asked, 2), verdict as Verdict, { multipliers: [] })
    expect(outcome).toMatchObject({ status: 'rewarded', rewards })
  })
})

describe('a check_in rule', () => {
  it.each([
    [{ enableStreaks: true }, '/metadata/streakArray'],
    [{ enableStreaks: true, streakArray: [] }, '/metadata/streakArray'],
    [{ rewardOnlyStreaks: true }, '/metadata/rewardOnlyStreaks'],
    [
      { ...streaks, streakArray: [streakArray[0], streakArray[0]] },
      '/metadata/streakArray/1/streakMilestone',
    ],
    [
      { ...streaks, streakArray: [{ streakMilestone: 0, streakAmount: 1 }] },
      '/metadata/streakArray/0/streakMilestone',
    ],
  ])('is refused with %j', (metadata, pointer) => {
    expect(wrongFields(checkIn, { interval: 'daily', metadata })).toMatchObject([{ pointer }])
  })

  it.each([
    [{ interval: 'once' }, '/interval'],
    [{ interval: 'daily', frequency: 'weekly' }, '/interval'],
    [{ interval: 'daily', rewardType: 'multiplier' }, '/rewardType'],
    [{ interval: 'daily', claimType: 'auto' }, '/claimType'],
    [{ interval: 'daily', rewardLifetime: 'dynamic' }, '/rewardLifetime'],
  ])('is refused with %j', (body, pointer) => {
    expect(wrongFields(checkIn, body)).toMatchObject([{ pointer }])
  })
})
