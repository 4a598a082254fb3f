import { z } from 'zod'
import { defineRule } from './define.ts'
import { eventNames, eventsNamed, exampleEvent, query, queryErrors } from './event-fields.ts'
import {
  countingOf,
  countingSettings,
  crossingInput,
  metBy,
  ofTasks,
  perMultiple,
  pointsErrors,
  recurrence,
} from './task-fields.ts'

/** Events of one name have happened a number of times: 5 rolls of the dice. A query lets only some of them count. */
export const claimrEventsCount = defineRule({
  ...ofTasks,
  type: 'claimr_events_count',
  title: 'Custom events count',
  description: 'An event of your product happens a number of times.',
  family: 'claimr-event-task',
  metadata: {
    ...eventNames,
    query: query.optional(),
    exampleEvent,
    eventsCount: z
      .int()
      .positive('must be more than 0')
      .meta({ title: 'Events count', group: 'basics' }),
    recurrence,
    ...countingSettings,
  },
  input: crossingInput,

  refuse(rule) {
    return [...pointsErrors(rule), ...queryErrors(rule.metadata)]
  },

  terms: perMultiple,

  task({ metadata }) {
    return {
      ...countingOf(metadata),
      listens: eventsNamed(metadata),
      measure: 'count',
      query: metadata.query,
      target: String(metadata.eventsCount),
    }
  },

  async verify({ rule, input }) {
    return metBy(input, rule.metadata)
  },
})
