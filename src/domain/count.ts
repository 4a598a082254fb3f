import { courseOf, isPayment, multiplesOf } from './course.ts'
import type { Course } from './course.ts'
import { unitsOf } from './decimal.ts'
import type { Fraction } from './fraction.ts'
import { counterOf, crossingsOf, isKept, openNext, tallyOf } from './tally.ts'
import type { OpenWindow, Tally } from './tally.ts'
import type { Counter, Crossing, Task } from './task.ts'

/** Something a task has heard: its own time, and what it counts for (`1` where events are counted). */
export interface Fact {
  at: Date
  /** An exact decimal of at most 30 places. */
  value: string | Fraction
}

export interface CountOptions {
  /** What one multiple pays, in minor units: parts of multiples are paid when they are worth another one. */
  unit: Fraction
  /** How far behind the newest fact a late one may be, in milliseconds. */
  keptFor: number
}

export type Counted = { counted: true; window: number } | NotCounted

export interface NotCounted {
  counted: false
  reason: 'finished' | 'window_closed'
  message: string
}

export type Advance = { counter: Counter; crossing?: Crossing } & Counted

export interface AdvanceMany {
  counter: Counter
  /** What became of each fact, in their order. */
  results: readonly Counted[]
  /** The payments that are due: one per window, joined. */
  crossings: readonly Crossing[]
}

/** Counts one fact of one user for a task. Throws RangeError for a value or target that is no decimal. */
export function advance(
  task: Task,
  counter: Counter | undefined,
  fact: Fact,
  options: CountOptions,
): Advance {
  const { results, crossings, ...after } = advanceMany(task, counter, [fact], options)
  const [crossing] = crossings
  return { ...after, ...(crossing ? { crossing } : {}), ...results[0]! }
}

/**
 * Counts many facts of one user for a task, in the order in which they were accepted. The counter is the one that
 * counting them one by one leads to, but for the number of steps; so is what is paid.
 */
export function advanceMany(
  task: Task,
  counter: Counter | undefined,
  facts: readonly Fact[],
  { unit, keptFor }: CountOptions,
): AdvanceMany {
  const course = courseOf(task)
  const tally = tallyOf(counter)
  const results = facts.map((fact): Counted => {
    const value = unitsOf(fact.value)
    const window = windowFor(course, tally, fact.at.getTime(), value, keptFor)
    if ('counted' in window) return window
    count(course, tally, window, fact.at, value, unit)
    return { counted: true, window: window.index }
  })
  return {
    counter: counterOf(tally, course, keptFor),
    results,
    crossings: crossingsOf(tally, course),
  }
}

/** The window a fact falls into: by its own time where windows have a length, else the newest. */
function windowFor(
  course: Course,
  tally: Tally,
  at: number,
  value: bigint,
  keptFor: number,
): OpenWindow | NotCounted {
  const newest = tally.windows.at(-1)
  if (!newest) return openNext(tally, at)
  if (isOver(course, newest, at, value)) {
    if (course.isContinuous) return openNext(tally, newest.endsAt ?? at)
    tally.isFinished = true
    return finished
  }
  if (course.ends !== 'after' || at >= newest.startsAt) return newest

  const own = tally.windows.findLast(({ index, startsAt }) => at >= startsAt || index === 0)
  return own && isKept(own, course, newest, keptFor) ? own : windowClosed
}

/** Whether a window has ended for a fact, so that it belongs to the next one. */
function isOver(course: Course, { endsAt }: OpenWindow, at: number, value: bigint): boolean {
  if (endsAt === undefined) return false
  if (course.ends === 'after') return at >= endsAt
  // A number that stays where it is has not reached its target once more: it has to fall below it first.
  return !(course.isContinuous && course.measure === 'set' && value >= course.target)
}

function count(
  course: Course,
  tally: Tally,
  window: OpenWindow,
  at: Date,
  value: bigint,
  unit: Fraction,
): void {
  const time = at.getTime()
  window.value = course.measure === 'set' ? value : window.value + value
  window.latest = Math.max(window.latest, time)
  if (window.index === 0) window.startsAt = Math.min(window.startsAt, time)

  const due = multiplesOf(course, window.value)
  if (due > 0n && window.reachedAt === undefined) complete(course, tally, window)
  if (!isPayment(course, window.paid, due, unit)) return
  window.payment = { since: window.payment?.since ?? window.paid, value: window.value, at }
  window.paid = due
}

/** As of the latest own time, so that no window ends before what was counted in it. */
function complete({ ends, periodMs, isContinuous }: Course, tally: Tally, window: OpenWindow) {
  window.reachedAt = window.latest
  if (ends !== 'never') window.endsAt = window.latest + periodMs
  if (ends === 'with' && !isContinuous) tally.isFinished = true
}

const finished: NotCounted = {
  counted: false,
  reason: 'finished',
  message: 'The task is done: it does not go on after it was completed',
}
const windowClosed: NotCounted = {
  counted: false,
  reason: 'window_closed',
  message: 'It happened in a window that is closed by now',
}
