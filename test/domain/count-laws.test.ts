import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { advanceMany } from '../../src/domain/count.ts'
import type { Fact } from '../../src/domain/count.ts'
import { compare, floor, fractionOf, multiply, round, subtract } from '../../src/domain/fraction.ts'
import { recurrences } from '../../src/domain/task.ts'
import type { Counter, Crossing, Task } from '../../src/domain/task.ts'
import { counted, day, diceRolls, fact, hour, options } from '../support/tasks.ts'
import { modelOf } from '../support/task-model.ts'

const tenths = (units: number) => (units / 10).toFixed(1)
const steady = fc.record({
  time: fc.integer({ min: 0, max: 1000 }),
  units: fc.integer({ min: 0, max: 99 }),
})
const measured = (measure: Task['measure']) => (units: number) =>
  measure === 'count' ? '1' : tenths(units)

/** Tasks of every kind; targets are small, so that they are reached. */
const tasks = fc
  .record({
    measure: fc.constantFrom('count', 'sum', 'set'),
    recurrence: fc.constantFrom(...recurrences),
    progressive: fc.boolean(),
    continuous: fc.boolean(),
    fractional: fc.boolean(),
    target: fc.constantFrom('1', '2', '3', '7', '0.3', '12.5'),
  })
  .map((changed): Task => ({ ...diceRolls, ...changed, ...whole(changed) }))

function whole({ measure, target }: { measure: string; target: string }) {
  return measure === 'count' && target.includes('.') ? { target: '4' } : {}
}

/** Facts in the order of acceptance: most a bit later than the one before, some late by up to two days. */
const arrivals = fc
  .array(
    fc.record({
      pause: fc.constantFrom(0, 1, hour, 5 * hour, 30 * hour),
      late: fc.constantFrom(0, 0, 0, 1, 2 * hour, 20 * hour, 40 * hour),
      units: fc.integer({ min: -20, max: 99 }),
    }),
    { maxLength: 40 },
  )
  .map((each) => {
    let clock = 0
    return each.map(({ pause, late, units }) => ({ time: (clock += pause) - late, units }))
  })

function factsFor(task: Task, given: readonly { time: number; units: number }[]): Fact[] {
  return given.map(({ time, units }) => fact(time, measured(task.measure)(units)))
}

/** Folds pages of these sizes, over and over. */
function folded(task: Task, facts: readonly Fact[], sizes: readonly number[]) {
  let counter: Counter | undefined
  const crossings: Crossing[] = []
  const results = []
  for (let index = 0, page = 0; index < facts.length; page += 1) {
    const size = sizes[page % sizes.length] ?? 1
    const next = advanceMany(task, counter, facts.slice(index, index + size), options)
    counter = next.counter
    crossings.push(...next.crossings)
    results.push(...next.results)
    index += size
  }
  return { counter, crossings, results }
}

/** What crossings pay in minor units, each as the difference of two roundings. */
function minorOf(crossings: readonly Crossing[]): bigint {
  const worth = (multiples: string) => round(multiply(fractionOf(multiples), options.unit))
  return crossings.reduce((sum, { since, amount }) => sum + worth(amount) - worth(since), 0n)
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })

it('while a window never ends, what is paid depends neither on the order of facts nor on their pages', () => {
  const endless = fc.constantFrom<Partial<Task>>(
    { recurrence: 'Once', continuous: true },
    { recurrence: 'Once', continuous: true, progressive: true },
    { recurrence: 'Multiple', continuous: true, progressive: true },
    { recurrence: 'Multiple', continuous: true, progressive: true, fractional: true },
  )
  const shuffled = fc
    .array(steady, { maxLength: 40 })
    .chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    )
  fc.assert(
    fc.property(
      endless,
      fc.constantFrom('count', 'sum'),
      shuffled,
      sizes,
      (kind, measure, orders, cut) => {
        const task = { ...diceRolls, ...kind, measure }
        const [first, second] = orders.map((given) => folded(task, factsFor(task, given), cut))
        expect(minorOf(second?.crossings ?? [])).toBe(minorOf(first?.crossings ?? []))
        expect(second?.counter?.windows[0]?.value).toBe(first?.counter?.windows[0]?.value)

        const sum = fractionOf(first?.counter?.windows[0]?.value ?? '0')
        const multiples = multiply(sum, { numerator: 1n, denominator: 5n })
        if (task.fractional && compare(multiples, fractionOf(1)) >= 0) {
          expect(minorOf(first?.crossings ?? [])).toBe(round(multiply(multiples, options.unit)))
        } else if (!task.fractional) {
          expect(minorOf(first?.crossings ?? [])).toBe(floor(multiples) * 105n)
        }
      },
    ),
  )
})

it('a page comes to what counting its facts one by one comes to', () => {
  fc.assert(
    fc.property(tasks, arrivals, sizes, (task, given, cut) => {
      const facts = factsFor(task, given)
      const [one, many] = [counted(task, facts), folded(task, facts, cut)]
      expect(many.results).toEqual(one.results)
      expect(minorOf(many.crossings)).toBe(minorOf(one.crossings))
      expect(withoutSteps(many.counter)).toEqual(withoutSteps(one.counter))
    }),
    { numRuns: 500 },
  )
})

it('the payments of a window follow one another without a gap, and each has a step of its own', () => {
  fc.assert(
    fc.property(tasks, arrivals, sizes, (task, given, cut) => {
      const { crossings } = folded(task, factsFor(task, given), cut)
      const ends = new Map<number, { step: number; amount: string }>()
      for (const { window, step, since, amount } of crossings) {
        expect({ step, since }).toEqual({
          step: (ends.get(window)?.step ?? 0) + 1,
          since: ends.get(window)?.amount ?? '0',
        })
        expect(compare(subtract(fractionOf(amount), fractionOf(since)), fractionOf(0))).toBe(1)
        ends.set(window, { step, amount })
      }
    }),
  )
})

it('what is paid is what the definition says, neither more nor less', () => {
  fc.assert(
    fc.property(tasks, arrivals, sizes, (task, given, cut) => {
      const facts = factsFor(task, given)
      const { crossings, results } = folded(task, facts, cut)
      const model = modelOf(task, facts, options)
      expect(results.map((result) => (result.counted ? result.window : result.reason))).toEqual(
        model.places,
      )
      expect(minorOf(crossings)).toBe(model.minor)
    }),
    { numRuns: 1000 },
  )
})

it('a counter is as small after a year as it was after a day', () => {
  const task: Task = { ...diceRolls, recurrence: '8h', continuous: true, target: '1' }
  const facts = Array.from({ length: 1000 }, (_, index) => fact(index * 8 * hour))
  const { counter, crossings } = folded(task, facts, [7])
  expect(crossings).toHaveLength(1000)
  expect(counter?.windows.length).toBeLessThanOrEqual(1 + day / (8 * hour))
})

function withoutSteps(counter: Counter | undefined) {
  return { ...counter, windows: counter?.windows.map((window) => ({ ...window, steps: 0 })) }
}
