import type { CapInterval, Interval } from './rule.ts'

/** A stretch of time in which a rule pays a user once. Start inclusive, end exclusive, UTC. */
export interface Window {
  /** `0`, `1`, ... counted from the rule's start; for open windows the evidence that names them. */
  key: string
  start: Date
  /** Absent if the window never ends. */
  end?: Date
}

const hour = 3_600_000
const lengths: Partial<Record<Interval | CapInterval, number>> = {
  hourly: hour,
  daily: 24 * hour,
  weekly: 7 * 24 * hour,
}

/**
 * The window of `interval` that holds `at`, anchored at `anchor` (the rule's start time):
 * a weekly rule that began on a Tuesday at 15:00 has weeks from Tuesday 15:00.
 * Months that lack the anchor's day are clamped to their last day.
 */
export function windowOf(interval: Interval | CapInterval, anchor: Date, at: Date): Window {
  const length = lengths[interval]
  if (length !== undefined) {
    const index = Math.floor((at.getTime() - anchor.getTime()) / length)
    return fixed(index, anchor.getTime() + index * length, length)
  }
  if (interval === 'monthly') return monthOf(anchor, at)
  return { key: '0', start: anchor }
}

/** The window with this index, counted from the anchor. */
export function windowAt(interval: Interval | CapInterval, anchor: Date, index: number): Window {
  const length = lengths[interval]
  if (length !== undefined) return fixed(index, anchor.getTime() + index * length, length)
  if (interval !== 'monthly') return { key: '0', start: anchor }
  return { key: String(index), start: addMonths(anchor, index), end: addMonths(anchor, index + 1) }
}

/** Whether each window is named by evidence (a message, an idempotency key) and not by the clock. */
export function isOpenInterval(interval: Interval): boolean {
  return interval === 'unlimited' || interval === 'every_message' || interval === 'custom'
}

export function addMonths(anchor: Date, months: number): Date {
  const date = new Date(anchor)
  date.setUTCDate(1)
  date.setUTCMonth(anchor.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(anchor.getUTCDate(), last))
  return date
}

function monthOf(anchor: Date, at: Date): Window {
  const guess =
    (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth()
  const index = addMonths(anchor, guess) > at ? guess - 1 : guess
  return windowAt('monthly', anchor, index)
}

function fixed(index: number, start: number, length: number): Window {
  return { key: String(index), start: new Date(start), end: new Date(start + length) }
}
