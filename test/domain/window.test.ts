import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addMonths, isOpenInterval, windowAt, windowOf } from '../../src/domain/window.ts'

const clocked = ['hourly', 'daily', 'weekly', 'monthly'] as const
const instant = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2060-01-01T00:00:00Z'),
  noInvalidDate: true,
})

describe.each(clocked)('a %s window', (interval) => {
  it('holds its instant, and no neighbour does', () => {
    fc.assert(
      fc.property(instant, instant, (anchor, at) => {
        const { key, start, end } = windowOf(interval, anchor, at)
        const index = Number(key)
        const holds = (window: { start: Date; end?: Date }) =>
          window.start <= at && at < (window.end ?? at)

        expect(key).toMatch(/^(?:0|-?[1-9]\d*)$/)
        expect(holds({ start, ...(end ? { end } : {}) })).toBe(true)
        expect(holds(windowAt(interval, anchor, index - 1))).toBe(false)
        expect(holds(windowAt(interval, anchor, index + 1))).toBe(false)
      }),
    )
  })

  it('begins where the one before it ends', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -500, max: 500 }), (anchor, index) => {
        const { end } = windowAt(interval, anchor, index)
        expect(end).toEqual(windowAt(interval, anchor, index + 1).start)
      }),
    )
  })

  it('is found again by its index, and the first begins at the anchor', () => {
    fc.assert(
      fc.property(instant, instant, (anchor, at) => {
        const window = windowOf(interval, anchor, at)
        expect(windowAt(interval, anchor, Number(window.key))).toEqual(window)
        expect(windowOf(interval, anchor, anchor)).toMatchObject({ key: '0', start: anchor })
      }),
    )
  })
})

describe('windowOf', () => {
  it.each([
    ['weekly', '2026-02-03T15:00:00Z', '2026-02-10T14:59:59.999Z', '0'],
    ['weekly', '2026-02-03T15:00:00Z', '2026-02-10T15:00:00.000Z', '1'],
    ['daily', '2026-02-03T15:00:00Z', '2026-02-04T00:00:00.000Z', '0'],
    ['daily', '2026-02-03T15:00:00Z', '2026-02-03T14:59:59.999Z', '-1'],
    ['monthly', '2026-01-31T15:00:00Z', '2026-02-28T14:59:59.999Z', '0'],
    ['monthly', '2026-01-31T15:00:00Z', '2026-02-28T15:00:00.000Z', '1'],
    ['monthly', '2026-01-31T15:00:00Z', '2026-03-31T14:59:59.999Z', '1'],
    ['monthly', '2026-01-31T15:00:00Z', '2026-03-31T15:00:00.000Z', '2'],
  ] as const)('%s from %s puts %s into window %s', (interval, anchor, at, key) => {
    expect(windowOf(interval, new Date(anchor), new Date(at)).key).toBe(key)
  })

  it.each(['once', 'lifetime', 'unlimited'] as const)(
    'has one endless window for %s',
    (interval) => {
      fc.assert(
        fc.property(instant, instant, (anchor, at) => {
          expect(windowOf(interval, anchor, at)).toEqual({ key: '0', start: anchor })
        }),
      )
    },
  )
})

describe('addMonths', () => {
  it.each([
    ['2026-01-31T15:00:00Z', 1, '2026-02-28T15:00:00Z'],
    ['2028-01-31T15:00:00Z', 1, '2028-02-29T15:00:00Z'],
    ['2026-01-31T15:00:00Z', 2, '2026-03-31T15:00:00Z'],
    ['2026-01-31T15:00:00Z', 3, '2026-04-30T15:00:00Z'],
    ['2026-03-31T15:00:00Z', -1, '2026-02-28T15:00:00Z'],
    ['2026-12-15T15:00:00Z', 1, '2027-01-15T15:00:00Z'],
  ])('%s and %i months are %s', (anchor, months, sum) => {
    expect(addMonths(new Date(anchor), months)).toEqual(new Date(sum))
  })

  it('keeps the day wherever the month has it, and never skips a month', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -240, max: 240 }), (anchor, months) => {
        const sum = addMonths(anchor, months)
        const monthsOf = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth()
        expect(monthsOf(sum) - monthsOf(anchor)).toBe(months)
        expect(sum.getUTCDate()).toBeLessThanOrEqual(anchor.getUTCDate())
        if (anchor.getUTCDate() <= 28) expect(sum.getUTCDate()).toBe(anchor.getUTCDate())
        expect(sum.getTime() % 86_400_000).toBe(anchor.getTime() % 86_400_000)
      }),
    )
  })
})

it('calls open what no clock divides', () => {
  expect((['unlimited', 'custom', 'every_message'] as const).every(isOpenInterval)).toBe(true)
  expect(['once' as const, ...clocked].some(isOpenInterval)).toBe(false)
})
