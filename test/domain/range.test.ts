import { expect, it } from '@jest/globals'
import { hourMs } from '../../src/domain/claim-count.ts'
import { hoursAndMinutesOf, rangeOf, ranges } from '../../src/domain/range.ts'

const now = new Date('2026-03-04T15:47:21Z')

it.each([
  ['1h', '2026-03-04T14:50:00.000Z', '2026-03-04T14:47:00.000Z'],
  ['24h', '2026-03-03T16:00:00.000Z', '2026-03-03T15:47:00.000Z'],
  ['7d', '2026-02-25T18:00:00.000Z', '2026-02-25T15:47:00.000Z'],
] as const)('%s begins at %s, and the one before ends at %s', (range, from, end) => {
  const found = rangeOf(range, now)
  expect([found.from.toISOString(), found.before.until.toISOString()]).toEqual([from, end])
})

it.each(ranges)('the columns of %s follow each other, and hold now', (range) => {
  const { from, columns, before } = rangeOf(range, now)
  expect(columns[0]?.from).toEqual(from)
  columns.slice(1).forEach((column, index) => expect(column.from).toEqual(columns[index]?.until))
  expect(columns.at(-1)?.from.getTime()).toBeLessThanOrEqual(now.getTime())
  expect(columns.at(-1)?.until.getTime()).toBeGreaterThan(now.getTime())
  // Both have lasted as long, up to a minute.
  const lasted = now.getTime() - from.getTime()
  const lastedBefore = before.until.getTime() - before.from.getTime()
  expect(lasted - lastedBefore).toBeGreaterThanOrEqual(0)
  expect(lasted - lastedBefore).toBeLessThan(60_000)
})

it('a stretch is whole hours and then minutes', () => {
  const { hours, minutes } = hoursAndMinutesOf(rangeOf('24h', now).before)
  expect((hours.until.getTime() - hours.from.getTime()) % hourMs).toBe(0)
  expect(minutes.from).toEqual(hours.until)
  expect(minutes.until.toISOString()).toBe('2026-03-03T15:47:00.000Z')
})
