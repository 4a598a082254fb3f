import { expect, it } from '@jest/globals'
import { isCadence, sweepSecondsOf } from '../../src/domain/cadence.ts'
import { frequencies, intervals } from '../../src/domain/rule.ts'
import type { Frequency, Interval } from '../../src/domain/rule.ts'

const accepted: Record<Frequency, Interval[]> = {
  immediately: ['once', 'hourly', 'daily', 'weekly', 'monthly', 'every_message', 'unlimited'],
  hourly: ['once', 'hourly', 'unlimited'],
  daily: ['once', 'daily', 'unlimited'],
  weekly: ['once', 'weekly', 'unlimited'],
  monthly: ['once', 'monthly', 'unlimited'],
  once: ['once'],
  none: ['once', 'hourly', 'daily', 'weekly', 'monthly', 'custom', 'unlimited'],
}

it.each(frequencies)('%s goes with exactly the intervals of the table', (frequency) => {
  const found = intervals.filter((interval) => isCadence(frequency, interval))
  expect(found.sort()).toEqual(accepted[frequency].sort())
})

it('sweeps as often as the rule is looked at, and hourly where it does not say', () => {
  expect(frequencies.map((frequency) => [frequency, sweepSecondsOf(frequency)])).toEqual([
    ['none', 3600],
    ['once', 3600],
    ['hourly', 3600],
    ['daily', 86_400],
    ['weekly', 604_800],
    ['monthly', 2_592_000],
    ['immediately', 3600],
  ])
})
