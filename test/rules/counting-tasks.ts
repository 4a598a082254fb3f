import { describe, expect, it } from '@jest/globals'
import { decide } from '../../src/domain/decide.ts'
import { advanceMany } from '../../src/domain/count.ts'
import { factsOf } from '../../src/domain/task.ts'
import type { Task } from '../../src/domain/task.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import type { RuleType } from '../../src/rules/catalog.ts'
import { parseRule } from '../../src/rules/parse-rule.ts'
import { termsOf } from '../../src/rules/terms.ts'
import { common, findingOf, ruleOf, wrongFields } from '../support/fakes.ts'
import { fact, options } from '../support/tasks.ts'

type Body = Record<string, unknown>

/** The task that a rule says; the test fails if it says none. */
export function taskOf(ruleType: RuleType, metadata: Body): Task {
  const task = ruleType.task(ruleOf(ruleType, { metadata }))
  if (!task) throw new Error(`${ruleType.type} is no task`)
  return task
}

/**
 * What one user is paid for what was reported: it is counted, and each crossing is settled as a claim, by the rule
 * type's own verdict. In minor units.
 */
export async function paidFor(
  ruleType: RuleType,
  body: Body,
  values: readonly (string | number)[],
  decimals = 0,
): Promise<string[]> {
  const rule = ruleOf(ruleType, body)
  const task = ruleType.task(rule)
  if (!task) throw new Error(`${ruleType.type} is no task`)
  const facts = values.map((value, index) => fact(index, value))
  let counter
  const paid = []
  for (const each of facts) {
    const next = advanceMany(task, counter, [each], options)
    counter = next.counter
    for (const crossing of next.crossings) {
      const verdict = await findingOf(ruleType, rule, {}, { input: factsOf(crossing) })
      const outcome = decide(termsOf(rule, decimals), verdict as Verdict, { multipliers: [] })
      if (outcome.status !== 'rewarded') throw new Error(JSON.stringify(outcome))
      paid.push(
        ...outcome.rewards.flatMap((reward) => (reward.type === 'points' ? reward.amount : [])),
      )
    }
  }
  return paid
}

/** What every type of task that counts has in common; `metadata` is one that is right, without its recurrence. */
export function describeCounting(ruleType: RuleType, own: Body): void {
  const metadata = { ...own, recurrence: 'Daily' }
  const parse = (body: Body) => parseRule(ruleType, { ...common, type: ruleType.type, ...body })

  describe(`${ruleType.type}, as every task that counts`, () => {
    it('needs no cadence, is looked at when something is reported, and cannot be claimed', () => {
      const { rule, warnings } = parse({ metadata })
      expect(rule).toMatchObject({
        frequency: 'immediately',
        interval: 'unlimited',
        claimType: 'auto',
      })
      expect(warnings).toEqual([])
      expect(parse(rule)).toEqual({ rule, warnings: [] })
      expect([ruleType.isTask, ruleType.completable]).toEqual([true, false])
    })

    it('says how it counts', () => {
      const said = { progressive: true, continuous: true, pointsMultiplierPercent: 5 }
      expect(
        taskOf(ruleType, { ...metadata, ...said, progressiveStep: 'fractional' }),
      ).toMatchObject({
        ...{ recurrence: 'Daily', progressive: true, continuous: true, fractional: true },
        factors: [{ source: 'points multiplier', factor: '1.05' }],
      })
      expect(taskOf(ruleType, metadata)).toMatchObject({
        ...{ progressive: false, continuous: false, fractional: false, factors: [] },
      })
    })

    it.each([
      ['7.25', '1.0725'],
      [100, '2'],
      [0.001, '1.00001'],
      ['10000', '101'],
    ])('makes a factor of %s %%', (pointsMultiplierPercent, factor) => {
      const { factors } = taskOf(ruleType, { ...metadata, pointsMultiplierPercent })
      expect(factors).toEqual([{ source: 'points multiplier', factor }])
    })

    it.each([
      [{ recurrence: 'Hourly' }, '/metadata/recurrence'],
      [{ pointsMultiplierPercent: -1 }, '/metadata/pointsMultiplierPercent'],
      [{ pointsMultiplierPercent: 10_000.5 }, '/metadata/pointsMultiplierPercent'],
      [{ progressive: 'yes' }, '/metadata/progressive'],
      [{ progressiveStep: 'half' }, '/metadata/progressiveStep'],
      [{ completionPoints: 99 }, '/metadata/completionPoints'],
      [{ completionPoints: 'many' }, '/metadata/completionPoints'],
    ])('may not say %j', (wrong, pointer) => {
      expect(wrongFields(ruleType, { metadata: { ...metadata, ...wrong } })).toMatchObject([
        { pointer },
      ])
    })

    it.each([
      [{ interval: 'daily' }, '/interval'],
      [{ frequency: 'daily' }, '/frequency'],
      [{ claimType: 'manual' }, '/claimType'],
      [{ rewardType: 'badge' }, '/rewardType'],
    ])('may not be %j', (wrong, pointer) => {
      expect(wrongFields(ruleType, { metadata, ...wrong })).toMatchObject([{ pointer }])
    })

    it('takes completion points for the amount', () => {
      const pointed = { ...metadata, completionPoints: 70 }
      const { rule, warnings } = parse({ amount: undefined, metadata: pointed })
      expect([rule.amount, warnings]).toEqual([70, []])
      expect(rule.metadata).not.toHaveProperty('completionPoints')
      expect(parse({ amount: '70.0', metadata: pointed }).rule.amount).toBe(70)
    })

    it.each([
      [{ progressive: true, recurrence: 'Once' }, ['/metadata/progressive']],
      [{ progressive: true, recurrence: 'Multiple' }, ['/metadata/progressive']],
      [{ progressive: true, recurrence: 'Multiple', continuous: true }, []],
      [{ progressive: true }, []],
      [{ progressiveStep: 'fractional' }, ['/metadata/progressiveStep']],
    ])('warns of %j where it has no effect', (said, pointers) => {
      const { warnings } = parse({ metadata: { ...metadata, ...said } })
      expect(warnings.map(({ pointer }) => pointer)).toEqual(pointers)
    })

    it('finds what a crossing says, and shows it', async () => {
      const facts = {
        ...{ window: 3, step: 2, since: '1', amount: '4', value: '20.5', target: '5' },
        at: '2026-03-01T00:00:00.000Z',
      }
      const rule = ruleOf(ruleType, { metadata: { ...metadata, pointsMultiplierPercent: 5 } })
      expect(await findingOf(ruleType, rule, {}, { input: facts })).toEqual({
        ...{ kind: 'met', amount: '4', since: '1', evidence: facts },
        factors: [{ source: 'points multiplier', factor: '1.05' }],
      })
    })

    it.each([{}, { since: '1', amount: 'all' }])('finds nothing in %j', async (input) => {
      expect(
        await findingOf(ruleType, ruleOf(ruleType, { metadata }), {}, { input }),
      ).toMatchObject({
        code: 'invalid_request',
      })
    })
  })
}
