import { describe, expect, it } from '@jest/globals'
import { advance, advanceMany } from '../../src/domain/count.ts'
import { fractionOf } from '../../src/domain/fraction.ts'
import type { Task } from '../../src/domain/task.ts'
import {
  after,
  counted,
  day,
  diceRolls,
  fact,
  hour,
  options,
  paymentsOf,
} from '../support/tasks.ts'

const rolls = (times: number, every = 1, from = 0) =>
  Array.from({ length: times }, (_, index) => fact(from + index * every))
const task = (changed: Partial<Task>): Task => ({ ...diceRolls, ...changed })
const daily = { recurrence: 'Daily', continuous: true } as const
const paid = (changed: Partial<Task>, facts: Parameters<typeof counted>[1], asked = options) =>
  paymentsOf(counted(task(changed), facts, asked).crossings)

/** Two bursts of 12 in one day, and one of 12 two days later. */
const bursts = [...rolls(12), ...rolls(12, 1, hour), ...rolls(12, 1, 2 * day)]
const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const
const each = ['0: 0-1', '0: 1-2', '0: 2-3', '0: 3-4', '0: 4-5', '0: 5-6', '0: 6-7']
const ones = ['0: 0-1', '1: 0-1', '2: 0-1', '3: 0-1', '4: 0-1', '5: 0-1', '6: 0-1']
const twoDays = [...each.slice(0, 4), '1: 0-1', '1: 1-2']
const table: [Task['recurrence'], string[][]][] = [
  // Not progressive, progressive, continuous, both; 36 rolls on a target of 5.
  ['Once', [['0: 0-1'], ['0: 0-1'], each, each]],
  ['8h', [['0: 0-1'], each.slice(0, 4), ['0: 0-1', '1: 0-1'], twoDays]],
  ['Daily', [['0: 0-1'], each.slice(0, 4), ['0: 0-1', '1: 0-1'], twoDays]],
  ['Weekly', [['0: 0-1'], each, ['0: 0-1'], each]],
  ['Multiple', [['0: 0-1'], ['0: 0-1'], ones, each]],
]
const cells = table.flatMap(([recurrence, expected]) =>
  flags.map(([progressive, continuous], index) => ({
    ...{ recurrence, progressive, continuous, pays: expected[index] ?? [] },
  })),
)

describe('every recurrence, progressive or not, continuous or not', () => {
  it.each(cells)('counts: %j', ({ pays, ...changed }) => {
    expect(paid(changed, bursts)).toEqual(pays)
  })

  it.each(cells)('adds up: %j', ({ pays, ...changed }) => {
    const tenths = bursts.map(({ at }) => ({ at, value: '0.1' }))
    expect(paid({ ...changed, measure: 'sum', target: '0.5' }, tenths)).toEqual(pays)
  })

  // A number that climbs to 12 in each burst, and starts again with the next.
  it.each<[Task['recurrence'], string[][]]>([
    ['Once', [['0: 0-1'], ['0: 0-1'], each.slice(0, 2), each.slice(0, 2)]],
    [
      '8h',
      [
        ['0: 0-1'],
        each.slice(0, 2),
        ['0: 0-1', '1: 0-1'],
        [...each.slice(0, 2), '1: 0-1', '1: 1-2'],
      ],
    ],
    [
      'Daily',
      [
        ['0: 0-1'],
        each.slice(0, 2),
        ['0: 0-1', '1: 0-1'],
        [...each.slice(0, 2), '1: 0-1', '1: 1-2'],
      ],
    ],
    ['Weekly', [['0: 0-1'], each.slice(0, 2), ['0: 0-1'], each.slice(0, 2)]],
    ['Multiple', [['0: 0-1'], ['0: 0-1'], ['0: 0-1', '1: 0-1', '2: 0-1'], each.slice(0, 2)]],
  ])('sets: %s', (recurrence, expected) => {
    const numbers = bursts.map(({ at }, index) => ({ at, value: String((index % 12) + 1) }))
    const pays = flags.map(([progressive, continuous]) =>
      paid({ measure: 'set', recurrence, progressive, continuous }, numbers),
    )
    expect(pays).toEqual(expected)
  })
})

describe('a window', () => {
  it('ends a period after its completion, and the next begins there from zero', () => {
    const { counter, results } = counted(task(daily), [
      ...rolls(4),
      fact(3 * hour),
      ...rolls(2, 1, 27 * hour),
    ])
    expect(results.map((result) => result.counted && result.window)).toEqual([0, 0, 0, 0, 0, 1, 1])
    expect(counter?.windows).toEqual([
      {
        ...{ index: 0, startsAt: after(0), value: '5', latest: after(3 * hour) },
        ...{ reachedAt: after(3 * hour), endsAt: after(27 * hour), paid: '1', steps: 1 },
      },
      {
        ...{ index: 1, startsAt: after(27 * hour), value: '2', latest: after(27 * hour + 1) },
        ...{ paid: '0', steps: 0 },
      },
    ])
  })

  it('is completed as of the latest thing it counted, even if something late completes it', () => {
    const { counter, crossings } = counted(task(daily), [...rolls(4, hour), fact(-hour)])
    expect(crossings).toMatchObject([
      { at: after(-hour), start: after(-hour), end: after(27 * hour) },
    ])
    expect(counter?.windows[0]?.reachedAt).toEqual(after(3 * hour))
  })

  it.each([
    [true, ['0: 0-1', '0: 1-2']],
    [false, ['0: 0-1']],
  ])(
    'that has ended takes in what is late, and pays more if progressive is %s',
    (progressive, pays) => {
      const late = rolls(5, 1, 23 * hour)
      const facts = [...rolls(5), fact(25 * hour), ...late]
      const { crossings, results, counter } = counted(task({ ...daily, progressive }), facts)
      expect(paymentsOf(crossings)).toEqual(pays)
      expect(results.slice(-5)).toEqual(late.map(() => ({ counted: true, window: 0 })))
      expect(counter?.windows.map(({ value }) => value)).toEqual(['10', '1'])
    },
  )

  it('that is gone takes in nothing, and says so', () => {
    const facts = [...rolls(5), fact(25 * hour), fact(day + 2 * day), fact(1)]
    const { results, counter } = counted(task(daily), facts)
    expect(results.at(-1)).toMatchObject({ counted: false, reason: 'window_closed' })
    expect(counter?.windows.map(({ index }) => index)).toEqual([1])
  })

  it('of a task that does not go on is topped up, and nothing follows it', () => {
    const progressive = task({ recurrence: 'Daily', progressive: true })
    const facts = [...rolls(5), fact(25 * hour), ...rolls(5, 1, hour)]
    const { results, crossings, counter } = counted(progressive, facts)
    expect(results[5]).toMatchObject({ counted: false, reason: 'finished' })
    expect(paymentsOf(crossings)).toEqual(['0: 0-1', '0: 1-2'])
    expect(counter?.finished).toBe(true)
  })

  it('that ends with its completion is not asked for the time: nothing is lost by coming late', () => {
    const multiple = task({ recurrence: 'Multiple', continuous: true })
    const { crossings, counter } = counted(multiple, [...rolls(5, hour), ...rolls(5)])
    expect(paymentsOf(crossings)).toEqual(['0: 0-1', '1: 0-1'])
    expect(counter?.windows).toHaveLength(1)
  })

  it('of a task that is done counts nothing more', () => {
    const { results, counter } = counted(diceRolls, rolls(7))
    expect(results.slice(4)).toMatchObject([
      { counted: true, window: 0 },
      { counted: false, reason: 'finished' },
      { counted: false, reason: 'finished' },
    ])
    expect(counter).toMatchObject({ finished: true, windows: [{ value: '5' }] })
  })

  it('does not carry over what was beyond the target, unless it is progressive', () => {
    const bets = [fact(0, 900), fact(1, 400), fact(2, 200)]
    const bet = { measure: 'sum', target: '500', recurrence: 'Multiple', continuous: true } as const
    expect(paid(bet, bets)).toEqual(['0: 0-1', '1: 0-1'])
    expect(paid({ ...bet, progressive: true }, bets)).toEqual(['0: 0-1', '0: 1-2', '0: 2-3'])
  })
})

describe('a number that is set', () => {
  const likes = { measure: 'set', target: '10' } as const
  const set = (...numbers: (number | string)[]) => numbers.map((value, index) => fact(index, value))

  it.each<[string, Partial<Task>, (number | string)[], string[]]>([
    ['undoes nothing by falling', { continuous: true }, [10, 3, 10, 19, 20], ['0: 0-1', '0: 1-2']],
    ['may be below zero', {}, [-5, 9.5, 10], ['0: 0-1']],
    [
      'is reached twice only from below',
      { recurrence: 'Multiple', continuous: true },
      [10, 10, 11, 9, 10],
      ['0: 0-1', '1: 0-1'],
    ],
    ['is reached once a day', daily, [10, 10], ['0: 0-1']],
  ])('%s', (_, changed, numbers, pays) => {
    expect(paid({ ...likes, ...changed }, set(...numbers))).toEqual(pays)
  })

  it('that stays where it is has a new day to pay for', () => {
    expect(paid({ ...likes, ...daily }, [fact(0, 12), fact(day, 12)])).toEqual(['0: 0-1', '1: 0-1'])
  })
})

describe('a sum', () => {
  const sum = (target: string, changed: Partial<Task> = {}) =>
    task({ measure: 'sum', target, ...changed })

  it.each<[string, string[]]>([
    ['0.3', ['0.1', '0.2']],
    ['0.0000001', ['0.00000005', '0.00000005']],
    ['9007199254740993', ['9007199254740992', '1']],
    ['100000000000000000000.01', ['100000000000000000000', '0.01']],
  ])('of %s is exact', (target, values) => {
    const facts = values.map((value, index) => fact(index, value))
    const { crossings, results } = counted(sum(target), facts)
    expect(crossings).toMatchObject([{ value: target, target }])
    expect(results.at(-1)).toMatchObject({ counted: true })
  })

  it('takes fractions that are decimals, and nothing else', () => {
    const at = after(0)
    const third = { numerator: 1n, denominator: 3n }
    const quarter = { numerator: 1n, denominator: 4n }
    expect(advance(sum('0.25'), undefined, { at, value: quarter }, options).crossing).toBeDefined()
    for (const value of [third, 'NaN', '1e3', '', '0x1']) {
      expect(() => advance(sum('1'), undefined, { at, value }, options)).toThrow(RangeError)
    }
  })

  it('that falls takes nothing back, and pays no multiple twice', () => {
    const facts = [fact(0, 10), fact(1, -6), fact(2, 6), fact(3, 5)]
    expect(paid({ measure: 'sum', continuous: true }, facts)).toEqual(['0: 0-2', '0: 2-3'])
  })
})

describe('parts of multiples', () => {
  const parts = { progressive: true, fractional: true, ...daily }

  it('are paid once the target is reached, and topped up with every event', () => {
    expect(paid(parts, rolls(7))).toEqual(['0: 0-1', '0: 1-1.2', '0: 1.2-1.4'])
  })

  it('are not paid while they are worth no other minor unit', () => {
    const unit = fractionOf('1.2')
    const { crossings, counter } = counted(task(parts), rolls(9), { ...options, unit })
    expect(paymentsOf(crossings)).toEqual(['0: 0-1', '0: 1-1.4'])
    expect(counter?.windows[0]).toMatchObject({ value: '9', paid: '1.4', steps: 2 })
  })

  it('complete a task that pays nothing, once', () => {
    const nothing = { ...options, unit: fractionOf(0) }
    expect(paid(parts, rolls(9), nothing)).toEqual(['0: 0-1'])
  })

  it('that are no decimals still come to an exact half, which is rounded up', () => {
    const half = { ...options, unit: fractionOf('1.125') }
    const thirds = task({ ...parts, measure: 'sum', target: '3' })
    const { crossings } = counted(thirds, [fact(0, 3), fact(1, 1)], half)
    expect(crossings).toMatchObject([{ amount: '1' }, { amount: `1.${'3'.repeat(29)}4` }])
  })

  it('are not paid by a task that is not progressive', () => {
    expect(paid({ ...parts, progressive: false }, rolls(7))).toEqual(['0: 0-1'])
  })
})

describe('advanceMany', () => {
  it('joins the payments of one window, and says what became of each fact', () => {
    const many = advanceMany(task({ ...daily, progressive: true }), undefined, bursts, options)
    expect(many.crossings).toEqual([
      {
        ...{ window: 0, step: 1, since: '0', amount: '4', value: '20', target: '5' },
        ...{ start: after(0), end: after(day + 4), at: after(hour + 7) },
      },
      {
        ...{ window: 1, step: 1, since: '0', amount: '2', value: '10', target: '5' },
        ...{ start: after(day + 4), end: after(3 * day + 4), at: after(2 * day + 9) },
      },
    ])
    expect(many.results).toHaveLength(36)
    expect(many.counter.windows).toMatchObject([{ index: 1, value: '12', paid: '2', steps: 1 }])
  })

  it('counts on from where the page before ended', () => {
    const progressive = task({ ...daily, progressive: true })
    const first = advanceMany(progressive, undefined, rolls(12), options)
    const second = advanceMany(progressive, first.counter, rolls(12, 1, hour), options)
    expect(second.crossings).toMatchObject([{ step: 2, since: '2', amount: '4' }])
  })
})

it.each([{ measure: 'points' }, { target: undefined }, { target: '0' }, { target: '-1' }] as const)(
  'a task of %j counts nothing',
  (changed) => {
    expect(() => advance({ ...diceRolls, ...changed }, undefined, fact(0), options)).toThrow(
      RangeError,
    )
  },
)
