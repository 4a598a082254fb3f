import { expect, it } from '@jest/globals'
import { claimrStreamValue } from '../../src/rules/claimr-stream-value.ts'
import { wrongFields } from '../support/fakes.ts'
import { describeCounting, paidFor, taskOf } from './counting-tasks.ts'

const metadata = { stream: 'player_score', goal: 0.3 }
describeCounting(claimrStreamValue, metadata)

it('claimr_stream_value listens to its stream, and adds up', () => {
  expect(taskOf(claimrStreamValue, metadata)).toMatchObject({
    ...{ listens: { kind: 'stream', stream: 'player_score' }, measure: 'sum' },
    ...{ target: '0.3', recurrence: 'Once' },
  })
})

it('claimr_stream_value pays when 0.1 and 0.2 have come to 0.3', async () => {
  expect(await paidFor(claimrStreamValue, { metadata }, ['0.1', '0.2', '0.3'])).toEqual(['100'])
})

it.each([
  [{ goal: 0 }, '/metadata/goal'],
  [{ stream: '' }, '/metadata/stream'],
  [{ stream: 'x'.repeat(201) }, '/metadata/stream'],
  [{ stream: '\ud800' }, '/metadata/stream'],
])('claimr_stream_value may not say %j', (wrong, pointer) => {
  expect(wrongFields(claimrStreamValue, { metadata: { ...metadata, ...wrong } })).toMatchObject([
    { pointer },
  ])
})
