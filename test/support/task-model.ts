import type { CountOptions, Fact } from '../../src/domain/count.ts'
import { add, compare, floor, fractionOf, multiply, round } from '../../src/domain/fraction.ts'
import type { Fraction } from '../../src/domain/fraction.ts'
import type { Task } from '../../src/domain/task.ts'

const hours: Partial<Record<Task['recurrence'], number>> = { '8h': 8, Daily: 24, Weekly: 168 }
const zero = fractionOf(0)

/** Every value that a window was told, in the order of acceptance, and the latest time. */
interface Told {
  values: Fraction[]
  latest: number
  endsAt?: number
}

/**
 * The definition of counting, written down a second time and slowly: every window keeps all it was told, is summed up
 * anew each time, and is worth the most multiples that it ever held. Answers where each fact went (the window, or why
 * nowhere), and what is paid in all, in minor units.
 */
export function modelOf(task: Task, facts: readonly Fact[], { unit, keptFor }: CountOptions) {
  const windows: Told[] = []
  const places: (number | string)[] = []
  const target = fractionOf(task.target ?? '')
  const length = (hours[task.recurrence] ?? 0) * 3_600_000

  for (const { at, value } of facts) {
    const place = placeOf(at.getTime(), fractionOf(value as string))
    places.push(place)
    if (typeof place === 'string') continue
    const window = (windows[place] ??= { values: [], latest: -Infinity })
    window.values.push(fractionOf(value as string))
    window.latest = Math.max(window.latest, at.getTime())
    if (window.endsAt === undefined && !isEndless() && isReached(window)) {
      window.endsAt = window.latest + (isTimed() ? length : 0)
    }
  }
  return { places, minor: windows.reduce((sum, window) => sum + worthOf(window), 0n) }

  function placeOf(time: number, value: Fraction): number | string {
    const last = windows.length - 1
    const newest = windows[last]
    if (!newest) return 0
    if (!isTimed()) {
      if (newest.endsAt === undefined) return last
      if (!task.continuous) return 'finished'
      const isStillThere = task.measure === 'set' && compare(value, target) >= 0
      return isStillThere ? last : last + 1
    }
    const own = windows.findIndex(({ endsAt = Infinity }) => time < endsAt)
    if (own < 0) return task.continuous ? last + 1 : 'finished'
    const isGone = own < last && (windows[own]?.endsAt ?? 0) <= newest.latest - keptFor
    return isGone ? 'window_closed' : own
  }

  function isTimed(): boolean {
    return length > 0 && (task.continuous || task.progressive)
  }

  function isEndless(): boolean {
    return task.continuous && !isTimed() && (task.recurrence === 'Once' || task.progressive)
  }

  function isReached(window: Told): boolean {
    return prefixes(window).some((value) => compare(value, target) >= 0)
  }

  /** What the window held after each value it was told. */
  function prefixes({ values }: Told): Fraction[] {
    if (task.measure === 'set') return values
    return values.map((_, index) => values.slice(0, index + 1).reduce(add, zero))
  }

  function worthOf(window: Told): bigint {
    const held = prefixes(window).reduce((a, b) => (compare(a, b) < 0 ? b : a), zero)
    if (compare(held, target) < 0) return 0n
    if (!isEndless() && !(isTimed() && task.progressive)) return round(unit)
    const { numerator, denominator } = target
    const multiples = multiply(held, { numerator: denominator, denominator: numerator })
    const isWhole = !(task.fractional && task.progressive)
    return round(multiply(isWhole ? fractionOf(floor(multiples)) : multiples, unit))
  }
}
