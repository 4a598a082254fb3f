import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'
import { checkQuery } from '../domain/query/check-query.ts'
import type { Example } from '../domain/query/check-query.ts'
import { isList, isRecord } from '../domain/query/json.ts'
import type { JsonRecord } from '../domain/query/json.ts'
import { queryLimits } from '../domain/query/limits.ts'
import type { Listens } from '../domain/task.ts'
import { fieldError } from './field-failure.ts'
import { taskName } from './task-fields.ts'

// What the types of claimr's event tasks share.

/** Which events a task hears. */
export const eventNames = {
  platform: taskName.meta({ title: 'Platform', group: 'basics' }),
  category: taskName.meta({ title: 'Event category', group: 'basics' }),
  name: taskName.meta({ title: 'Event name', group: 'basics' }),
}

export const query = z.string().min(1).max(queryLimits.length).meta({
  title: 'Query',
  description: 'JMESPath over the list of events, as in [].data.bet.',
  group: 'basics',
})

export const exampleEvent = z.record(z.string(), z.unknown()).nullable().optional().meta({
  title: 'Example event',
  description: 'An event as it is sent. The query is tried on it when the rule is saved.',
  group: 'basics',
})

export function eventsNamed(names: { platform: string; category: string; name: string }): Listens {
  const { platform, category, name } = names
  return { kind: 'event', platform, category, name }
}

interface Queried {
  query?: string | null | undefined
  exampleEvent?: Record<string, unknown> | null | undefined
}

/** What is wrong with a task's query, or with what it finds in the example; `tell` says what that has to be. */
export function queryErrors(
  { query: text, exampleEvent: example }: Queried,
  tell: (found: Example) => FieldError[] = () => [],
): readonly FieldError[] {
  if (example != null && !isEvent(example)) {
    const message = 'must not be larger than 64 kB, nor nested deeper than 32'
    return [fieldError('/metadata/exampleEvent', 'out_of_range', message)]
  }
  if (text == null) return []
  try {
    const { example: found } = checkQuery(text, example ?? undefined, '/metadata/query')
    return found ? tell(found) : []
  } catch (error) {
    if (!(error instanceof Failure && error.errors)) throw error
    return error.errors
  }
}

const largest = 64 * 1024
const deepest = 32

/** Whether it may be an event: values of JSON, few and flat enough. Walked without recursion, however deep. */
function isEvent(example: object): example is JsonRecord {
  const left: { value: unknown; depth: number }[] = [{ value: example, depth: 1 }]
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next
    if (!isList(value) && !isRecord(value)) continue
    if (depth > deepest) return false
    for (const each of Object.values(value)) left.push({ value: each, depth: depth + 1 })
  }
  return Buffer.byteLength(JSON.stringify(example)) <= largest
}
