import { one, unitsOf } from './decimal.ts'
import { round } from './fraction.ts'
import type { Fraction } from './fraction.ts'
import type { Recurrence, Task } from './task.ts'

/** A task as its counting goes. Numbers are in units of 10^-30. */
export interface Course {
  measure: 'count' | 'sum' | 'set'
  target: bigint
  isContinuous: boolean
  /** When a window ends: never, a period after its completion, or with it. */
  ends: 'never' | 'after' | 'with'
  periodMs: number
  /** What a window pays: once, for each multiple of the target, or for parts of multiples too. */
  pays: 'once' | 'multiples' | 'parts'
}

const hour = 3_600_000
const periods: Partial<Record<Recurrence, number>> = {
  '8h': 8 * hour,
  Daily: 24 * hour,
  Weekly: 7 * 24 * hour,
}

/** Throws RangeError for a target that is no decimal above zero, and for a task that counts nothing. */
export function courseOf(task: Task): Course {
  const { measure, progressive, continuous: isContinuous, recurrence } = task
  if (measure === 'points') throw new RangeError('the points of a score are paid, not counted')
  const target = unitsOf(task.target ?? '')
  if (target <= 0n) throw new RangeError('a target is above zero')

  const ends = endOf(task)
  // A task that is done once pays once, and one that never ends pays as long as it goes on.
  const paysMore = ends === 'never' || (ends === 'after' && progressive)
  const pays = !paysMore ? 'once' : progressive && task.fractional ? 'parts' : 'multiples'
  return { measure, target, isContinuous, ends, periodMs: periods[recurrence] ?? 0, pays }
}

/** How many multiples of the target a value is worth. Parts that are no decimals are rounded up behind 30 places. */
export function multiplesOf({ target, pays }: Course, value: bigint): bigint {
  if (value < target) return 0n
  if (pays === 'once') return one
  if (pays === 'multiples') return (value / target) * one
  // Upwards, so that what is exactly half a minor unit stays one and is rounded as such.
  return (value * one + target - 1n) / target
}

/** Whether going from `paid` to `due` multiples is a payment. Parts are, if they are worth another minor unit. */
export function isPayment({ pays }: Course, paid: bigint, due: bigint, unit: Fraction): boolean {
  if (due <= paid) return false
  return pays !== 'parts' || paid === 0n || minorOf(due, unit) !== minorOf(paid, unit)
}

function endOf({ recurrence, progressive, continuous }: Task): Course['ends'] {
  const isTimed = periods[recurrence] !== undefined
  if (!continuous) return isTimed && progressive ? 'after' : 'with'
  if (isTimed) return 'after'
  return recurrence === 'Once' || progressive ? 'never' : 'with'
}

function minorOf(multiples: bigint, { numerator, denominator }: Fraction): bigint {
  return round({ numerator: numerator * multiples, denominator: denominator * one })
}
