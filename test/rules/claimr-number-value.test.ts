import { expect, it } from '@jest/globals'
import { claimrNumberValue } from '../../src/rules/claimr-number-value.ts'
import { wrongFields } from '../support/fakes.ts'
import { describeCounting, paidFor, taskOf } from './counting-tasks.ts'

describeCounting(claimrNumberValue, { expected: 10 })

it('claimr_number_value listens to what is said of it, and sets it', () => {
  expect(taskOf(claimrNumberValue, { expected: '10.5' })).toMatchObject({
    ...{ listens: { kind: 'action' }, measure: 'set', target: '10.5', recurrence: 'Once' },
  })
})

it('claimr_number_value pays once for ten likes, however they come and go', async () => {
  const metadata = { expected: 10, pointsMultiplierPercent: 5 }
  expect(await paidFor(claimrNumberValue, { metadata }, [3, 9, -1, 10, 8, 12, 50])).toEqual(['105'])
})

it.each([0, '0.0', -1, '1e3', `0.${'0'.repeat(30)}1`, null])(
  'claimr_number_value does not expect %j',
  (expected) => {
    expect(wrongFields(claimrNumberValue, { metadata: { expected } })).toMatchObject([
      { pointer: '/metadata/expected' },
    ])
  },
)
