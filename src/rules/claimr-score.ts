import { z } from 'zod'
import { compare, fractionOf } from '../domain/fraction.ts'
import { met } from '../domain/verdict.ts'
import { defineRule } from './define.ts'
import { fieldError } from './field-failure.ts'
import { amount } from './fields.ts'
import { ofTasks } from './task-fields.ts'

/** Points in, points out: what your own system reports is paid as it is, with no percentage and no multiplier. */
export const claimrScore = defineRule({
  ...ofTasks,
  type: 'claimr_score',
  title: 'API score',
  description: 'The points that your system reports are paid at once.',
  family: 'claimr-api-task',
  fields: {
    amount: amount.default(1).meta({
      title: 'Points for each point',
      description: 'Always 1: the value that is sent is the points.',
      group: 'reward',
    }),
  },
  input: { value: amount, at: z.iso.datetime().optional() },

  refuse({ amount }) {
    if (compare(fractionOf(amount), fractionOf(1)) === 0) return []
    const message = 'the value that is sent is the points: leave it out, or let it be 1'
    return [fieldError('/amount', 'out_of_range', message)]
  },

  terms() {
    return { perUnit: true, skipMultipliers: true }
  },

  task() {
    return {
      listens: { kind: 'action' },
      measure: 'points',
      recurrence: 'Multiple',
      progressive: false,
      continuous: true,
      fractional: false,
      factors: [],
    }
  },

  async verify({ input: { value, at } }) {
    return met(value, { value: String(value), ...(at ? { at } : {}) })
  },
})
