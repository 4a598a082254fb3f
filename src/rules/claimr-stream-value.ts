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
  taskName,
} from './task-fields.ts'

/** What your own system adds to a stream has come to a goal: all transactions of a user. */
export const claimrStreamValue = defineRule({
  ...ofTasks,
  type: 'claimr_stream_value',
  title: 'API stream value',
  description: 'What your system adds to a stream reaches a goal.',
  family: 'claimr-api-task',
  metadata: {
    stream: taskName.meta({ title: 'Stream', group: 'basics' }),
    goal: target.meta({ title: 'Goal', group: 'basics' }),
    recurrence: recurrence.default('Once'),
    ...countingSettings,
  },
  input: crossingInput,

  refuse: pointsErrors,
  terms: perMultiple,

  task({ metadata }) {
    return {
      ...countingOf(metadata),
      listens: { kind: 'stream', stream: metadata.stream },
      measure: 'sum',
      target: String(metadata.goal),
    }
  },

  async verify({ rule, input }) {
    return metBy(input, rule.metadata)
  },
})
