import { floorTo, hourMs, minuteMs } from './claim-count.ts'

export const ranges = ['1h', '24h', '7d'] as const
export type Range = (typeof ranges)[number]

/** A stretch of time: with its beginning, without its end. */
export interface Stretch {
  from: Date
  until: Date
}

export interface RangeOfTime extends Stretch {
  /** What its counts are read by. */
  grain: 'minute' | 'hour'
  /** What it is shown in, oldest first. The last one is not over yet. */
  columns: readonly Stretch[]
  /** As long as this one has been until now, and before it. */
  before: Stretch
}

const shapes = {
  '1h': { columnMs: 5 * minuteMs, count: 12, grain: 'minute' },
  '24h': { columnMs: hourMs, count: 24, grain: 'hour' },
  '7d': { columnMs: 6 * hourMs, count: 28, grain: 'hour' },
} as const

/** The range that ends now, in columns that begin at full hours or minutes of UTC. */
export function rangeOf(range: Range, now: Date): RangeOfTime {
  const { columnMs, count, grain } = shapes[range]
  const span = columnMs * count
  const last = floorTo(now, columnMs).getTime()
  const columns = Array.from({ length: count }, (_, index) => {
    const from = last - (count - 1 - index) * columnMs
    return { from: new Date(from), until: new Date(from + columnMs) }
  })
  const from = new Date(last + columnMs - span)
  const earlier = (at: Date) => new Date(at.getTime() - span)
  const before = { from: earlier(from), until: floorTo(earlier(now), minuteMs) }
  return { from, until: now, grain, columns, before }
}

/** A stretch as whole hours, and as the minutes after the last one. */
export function hoursAndMinutesOf({ from, until }: Stretch): { hours: Stretch; minutes: Stretch } {
  const full = new Date(Math.max(floorTo(until, hourMs).getTime(), from.getTime()))
  return { hours: { from, until: full }, minutes: { from: full, until } }
}
