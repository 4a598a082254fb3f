import { defineRule } from './define.ts'
import {
  countingOf,
  countingSettings,
  crossingInput,
  metBy,
  ofTasks,
  perMultiple,
  pointsErrors,
  recurrence,
  target,
} from './task-fields.ts'

/** A number that your own system sets has reached what is expected: 10 likes. */
export const claimrNumberValue = defineRule({
  ...ofTasks,
  type: 'claimr_number_value',
  title: 'API number value',
  description: 'A number that your system reports reaches what is expected.',
  family: 'claimr-api-task',
  metadata: {
    expected: target.meta({ title: 'Expected number', group: 'basics' }),
    recurrence: recurrence.default('Once'),
    ...countingSettings,
  },
  input: crossingInput,

  refuse: pointsErrors,
  terms: perMultiple,

  task({ metadata }) {
    return {
      ...countingOf(metadata),
      listens: { kind: 'action' },
      measure: 'set',
      target: String(metadata.expected),
    }
  },

  async verify({ rule, input }) {
    return metBy(input, rule.metadata)
  },
})
