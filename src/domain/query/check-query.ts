import { additivityOf } from './additivity.ts'
import { evaluateQuery } from './evaluate-query.ts'
import type { Json } from './json.ts'
import { parseQuery } from './parse-query.ts'
import { refused } from './refused.ts'
import type { Query } from './tree.ts'
import { countOf, valueOf } from './worth.ts'
import type { Count, Worth } from './worth.ts'

/** What an event would count for in a count task, and what it would be worth in a value task. */
export interface Example {
  count: Count
  value: Worth
}

/**
 * Checks a task's query as the task is saved, and tries it on an example event if there is one. An example for which
 * it counts nothing is not refused: the event may be meant to.
 * Throws `invalid_request` with an error at `pointer`: those of `parseQuery`, and `not_additive` with the reason.
 */
export function checkQuery(
  text: string,
  exampleEvent?: Json,
  pointer = '/query',
): { query: Query; example?: Example } {
  const query = parseQuery(text, pointer)
  const additivity = additivityOf(query)
  if (!additivity.isAdditive) {
    const message = `The query is asked of one event at a time, but ${additivity.reason}`
    throw refused('not_additive', message, pointer)
  }
  if (exampleEvent === undefined) return { query }
  const answer = evaluateQuery(query, [exampleEvent])
  return { query, example: { count: countOf(answer), value: valueOf(answer) } }
}
