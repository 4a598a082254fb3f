import { Failure } from '../failure.ts'
import { ask } from './ask.ts'
import type { Json } from './json.ts'
import { queryBudget } from './limits.ts'
import type { QueryBudget } from './limits.ts'
import { createMeter } from './meter.ts'
import type { Query } from './tree.ts'

/** `fault`: the query cannot be asked of this data (`invalid_type`, `invalid_value`), or only at a price (`too_costly`). */
export type Answer = { readonly spent: QueryBudget } & (
  | { readonly kind: 'found'; readonly value: Json }
  | { readonly kind: 'fault'; readonly code: string; readonly message: string }
)

/**
 * Asks a query of JSON data: of the list of events, `[event]` for one of them. What the data makes impossible is a
 * fault, never thrown; it says nothing about other data. The library's own interpreter has no budget, so the tree is
 * walked here: whatever the query, the work and what is built stay within `budget`.
 * The value shares its parts with the data and may hold one part many times: written out it can be far larger.
 */
export function evaluateQuery(query: Query, data: Json, budget = queryBudget): Answer {
  const meter = createMeter(budget)
  try {
    return { kind: 'found', value: ask(query.root, data, meter), spent: meter.spent }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const code = error.errors?.[0]?.code ?? error.code
    return { kind: 'fault', code, message: error.message, spent: meter.spent }
  }
}
