import type { FieldError } from '../domain/failure.ts'
import type { Example } from '../domain/query/check-query.ts'
import { defineRule } from './define.ts'
import { eventNames, eventsNamed, exampleEvent, query, queryErrors } from './event-fields.ts'
import { fieldError } from './field-failure.ts'
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

/** The numbers that a query finds in events of one name have come to a sum: 500 in bets. */
export const claimrEventsValue = defineRule({
  ...ofTasks,
  type: 'claimr_events_value',
  title: 'Custom events value',
  description: 'The numbers in an event of your product add up to a sum.',
  family: 'claimr-event-task',
  metadata: {
    ...eventNames,
    query,
    exampleEvent,
    eventsValue: target.meta({ title: 'Events value', group: 'basics' }),
    recurrence,
    ...countingSettings,
  },
  input: crossingInput,

  refuse(rule) {
    return [...pointsErrors(rule), ...queryErrors(rule.metadata, numberErrors)]
  },

  terms: perMultiple,

  task({ metadata }) {
    return {
      ...countingOf(metadata),
      listens: eventsNamed(metadata),
      measure: 'sum',
      query: metadata.query,
      target: String(metadata.eventsValue),
    }
  },

  async verify({ rule, input }) {
    return metBy(input, rule.metadata)
  },
})

function numberErrors({ value: { value, ignored } }: Example): FieldError[] {
  if (value !== '0' || ignored.length === 0) return []
  const why = ignored.map(({ message }) => message).join('; ')
  const message = `finds no number in the example event: ${why}`
  return [fieldError('/metadata/query', 'no_number', message)]
}
