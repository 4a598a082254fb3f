import type { JsonRecord } from './json.ts'
import type { QueryBudget } from './limits.ts'
import { refused } from './refused.ts'

/** Counts what an evaluation uses, before it is used; each throws `too_costly` beyond the budget. */
export interface Meter {
  step(count?: number): void
  build(items: number): void
  write(characters: number): void
  /** For looking through texts, which takes several characters in the time of one step. */
  read(characters: number): void
  /** The keys of a record; listing them is paid for once, since a query may ask for them thousands of times. */
  readonly keysOf: (record: JsonRecord) => readonly string[]
  readonly spent: { steps: number; items: number; characters: number }
}

const charactersPerStep = 8

export function createMeter(budget: QueryBudget): Meter {
  const spent = { steps: 0, items: 0, characters: 0 }
  const known = new Map<JsonRecord, readonly string[]>()

  function spend(what: keyof QueryBudget, count: number): void {
    if (spent[what] + count > budget[what]) throw tooCostly(what, budget)
    spent[what] += count
  }

  return {
    spent,
    step: (count = 1) => spend('steps', count),
    build: (items) => spend('items', items),
    write: (characters) => spend('characters', characters),
    read: (characters) => spend('steps', Math.ceil(characters / charactersPerStep)),
    keysOf(record) {
      const found = known.get(record)
      if (found) return found
      const keys = Object.keys(record)
      spend('steps', keys.length)
      known.set(record, keys)
      return keys
    },
  }
}

function tooCostly(what: keyof QueryBudget, budget: QueryBudget) {
  const limit = budget[what].toLocaleString('en')
  return refused('too_costly', `The query takes more than ${limit} ${what} over this data`)
}
