import { advance } from '../../src/domain/count.ts'
import type { CountOptions, Fact } from '../../src/domain/count.ts'
import { fractionOf } from '../../src/domain/fraction.ts'
import type { Counter, Crossing, Task } from '../../src/domain/task.ts'

/** The count task of claimr's document, recurring once. */
export const diceRolls: Task = {
  listens: { kind: 'event', platform: 'wowhaus', category: 'dices', name: 'GameSession' },
  measure: 'count',
  target: '5',
  recurrence: 'Once',
  progressive: false,
  continuous: false,
  fractional: false,
  factors: [{ source: 'points multiplier', factor: '1.05' }],
}

const start = Date.parse('2026-03-01T00:00:00Z')
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** 105 points a multiple, of a currency without decimals; something late may be a day old. */
export const options: CountOptions = { unit: fractionOf(105), keptFor: day }

/** A moment so many milliseconds after the tests' own beginning of time. */
export function after(milliseconds: number): Date {
  return new Date(start + milliseconds)
}

export function fact(milliseconds: number, value: string | number = 1): Fact {
  return { at: after(milliseconds), value: String(value) }
}

/** What counting one fact after the other comes to. */
export function counted(
  task: Task,
  facts: readonly Fact[],
  asked: CountOptions = options,
  before?: Counter,
) {
  let counter = before
  const crossings: Crossing[] = []
  const results = facts.map((each) => {
    const { counter: next, crossing, ...result } = advance(task, counter, each, asked)
    counter = next
    if (crossing) crossings.push(crossing)
    return result
  })
  return { counter, crossings, results }
}

/** Payments as `window: since-amount`. */
export function paymentsOf(crossings: readonly Crossing[]): string[] {
  return crossings.map(({ window, since, amount }) => `${window}: ${since}-${amount}`)
}
