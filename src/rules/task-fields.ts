import { z } from 'zod'
import { wholeOf } from '../domain/points.ts'
import { recurrences } from '../domain/task.ts'
import type { Task } from '../domain/task.ts'
import { compare, fractionOf, isDecimal } from '../domain/fraction.ts'
import { met } from '../domain/verdict.ts'
import type { Met } from '../domain/verdict.ts'
import { fieldError } from './field-failure.ts'
import { amount, externalIdentifier } from './fields.ts'

// What the types of claimr's API and event tasks share. The settings bear the names of the rule catalogue.

/** What all tasks allow: nobody claims them and nothing sweeps them; what was reported is paid as it comes. */
export const ofTasks = {
  trust: 'first_party',
  provider: 'records',
  claimTypes: ['auto'],
  rewardTypes: ['points'],
  frequencies: ['immediately'],
  intervals: ['unlimited'],
  completable: false,
} as const

/** A name that a report and the task have to spell alike. */
export const taskName = externalIdentifier

/** What has to be reached. */
export const target = amount.refine(
  (value) => /^\d{1,30}(?:\.\d{1,30})?$/.test(String(value)) && /[1-9]/.test(String(value)),
  'must be more than 0, with at most 30 digits before and behind the point',
)

export const recurrence = z.enum(recurrences).meta({
  title: 'Recurrence',
  description: 'When it begins again after it was completed; Multiple: at once.',
  group: 'cadence',
})

/** How a counting task pays, and how often. */
export const countingSettings = {
  completionPoints: amount.optional().meta({
    title: 'Completion points',
    description: 'Another name of the amount.',
    group: 'reward',
  }),
  pointsMultiplierPercent: amount
    .refine((percent) => Number(percent) <= 10_000, 'must not be more than 10000')
    .default(0)
    .meta({ title: 'Points multiplier (%)', group: 'reward' }),
  progressive: z.boolean().default(false).meta({
    title: 'Is progressive reward',
    description: 'Pays for every multiple of the target.',
    group: 'reward',
  }),
  progressiveStep: z
    .enum(['whole', 'fractional'])
    .default('whole')
    .meta({
      title: 'Progressive by',
      description: 'Whole multiples of the target, or parts of them too.',
      group: 'reward',
      when: { progressive: true },
    }),
  continuous: z.boolean().default(false).meta({
    title: 'Is continuous',
    description: 'Goes on after it was completed, as the recurrence says.',
    group: 'cadence',
  }),
}

interface CountingMetadata {
  recurrence: Task['recurrence']
  progressive: boolean
  progressiveStep: 'whole' | 'fractional'
  continuous: boolean
  pointsMultiplierPercent: number | string
}

/** The part of a task that these settings say. */
export function countingOf(metadata: CountingMetadata) {
  const { recurrence, progressive, continuous } = metadata
  const fractional = metadata.progressiveStep === 'fractional'
  return { recurrence, progressive, continuous, fractional, factors: factorsOf(metadata) }
}

/** Completion points that are not the amount; the same ones were taken for it when the rule was read. */
export function pointsErrors({ amount, metadata: { completionPoints: other } }: Pointed) {
  if (other === undefined || compare(fractionOf(amount), fractionOf(other)) === 0) return []
  const message = `is another name of the amount, which is ${amount}`
  return [fieldError('/metadata/completionPoints', 'not_the_amount', message)]
}

interface Pointed {
  amount: number | string
  metadata: { completionPoints?: number | string | undefined }
}

/** Every multiple of the target is paid like the first. */
export function perMultiple() {
  return { perUnit: true }
}

const multiples = z.string().max(81).refine(isDecimal, 'must be a plain decimal number')
const value = z.string().max(120)

/** The facts of a crossing, as its claim hands them in. */
export const crossingInput = {
  window: z.int().nonnegative(),
  step: z.int().positive(),
  since: multiples,
  amount: multiples,
  value,
  target: value,
  at: z.iso.datetime(),
}

type CrossingInput = z.output<z.ZodObject<typeof crossingInput>>

/** What a crossing proves: the target was reached so many times, of which some were paid for before. */
export function metBy(facts: CrossingInput, metadata: CountingMetadata): Met {
  const { amount, since } = facts
  return met(amount, { ...facts }, { since, factors: factorsOf(metadata) })
}

function factorsOf({ pointsMultiplierPercent: percent }: CountingMetadata): Task['factors'] {
  const { numerator, denominator } = fractionOf(percent)
  if (numerator === 0n) return []
  const factor = wholeOf(100n * denominator + numerator, denominator.toString().length + 1)
  return [{ source: 'points multiplier', factor }]
}
