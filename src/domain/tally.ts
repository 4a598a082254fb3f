import { decimalOf, unitsOf } from './decimal.ts'
import type { Course } from './course.ts'
import type { Counter, CountWindow, Crossing } from './task.ts'

/** A window while it is counted in: times in milliseconds, numbers in units of 10^-30. */
export interface OpenWindow {
  index: number
  startsAt: number
  value: bigint
  latest: number
  reachedAt: number | undefined
  endsAt: number | undefined
  paid: bigint
  steps: number
  /** The payments of this page, joined: what was paid before it, and what was counted at the last one. */
  payment: { since: bigint; value: bigint; at: Date } | undefined
}

/** A counter while it is counted in. */
export interface Tally {
  windows: OpenWindow[]
  isFinished: boolean
}

export function tallyOf(counter: Counter | undefined): Tally {
  return {
    windows: counter?.windows.map(openWindowOf) ?? [],
    isFinished: counter?.finished ?? false,
  }
}

/** Appends the next window. */
export function openNext({ windows }: Tally, startsAt: number): OpenWindow {
  const next = {
    index: (windows.at(-1)?.index ?? -1) + 1,
    ...{ startsAt, latest: startsAt, value: 0n, paid: 0n, steps: 0 },
    ...{ reachedAt: undefined, endsAt: undefined, payment: undefined },
  }
  windows.push(next)
  return next
}

/** Whether something late may still fall into a window: the newest always stays, and shows how far the user is. */
export function isKept(window: OpenWindow, { ends }: Course, newest: OpenWindow, keptFor: number) {
  if (window === newest) return true
  return ends === 'after' && (window.endsAt ?? Infinity) > newest.latest - keptFor
}

export function counterOf(
  { windows, isFinished }: Tally,
  course: Course,
  keptFor: number,
): Counter {
  const newest = windows.at(-1)
  const kept = windows.filter((window) => newest && isKept(window, course, newest, keptFor))
  return { windows: kept.map(countWindowOf), ...(isFinished ? { finished: true } : {}) }
}

/** One per window that has to be paid for, oldest first. */
export function crossingsOf({ windows }: Tally, { target }: Course): Crossing[] {
  return windows.flatMap(({ index, steps, paid, startsAt, endsAt, payment }) => {
    if (!payment) return []
    const { since, value, at } = payment
    return {
      window: index,
      step: steps + 1,
      since: decimalOf(since),
      amount: decimalOf(paid),
      value: decimalOf(value),
      target: decimalOf(target),
      start: new Date(startsAt),
      ...(endsAt === undefined ? {} : { end: new Date(endsAt) }),
      at,
    }
  })
}

function openWindowOf(window: CountWindow): OpenWindow {
  return {
    index: window.index,
    startsAt: window.startsAt.getTime(),
    value: unitsOf(window.value),
    latest: window.latest.getTime(),
    reachedAt: window.reachedAt?.getTime(),
    endsAt: window.endsAt?.getTime(),
    paid: unitsOf(window.paid),
    steps: window.steps,
    payment: undefined,
  }
}

function countWindowOf(window: OpenWindow): CountWindow {
  const { index, startsAt, value, latest, reachedAt, endsAt, paid, steps, payment } = window
  return {
    index,
    startsAt: new Date(startsAt),
    value: decimalOf(value),
    latest: new Date(latest),
    ...(reachedAt === undefined ? {} : { reachedAt: new Date(reachedAt) }),
    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
    paid: decimalOf(paid),
    steps: payment ? steps + 1 : steps,
  }
}
