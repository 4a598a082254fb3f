import { evaluateQuery } from './query/evaluate-query.ts'
import type { JsonRecord } from './query/json.ts'
import { parseQuery } from './query/parse-query.ts'
import type { Query } from './query/tree.ts'
import { countOf, valueOf } from './query/worth.ts'
import type { Ignored } from './query/worth.ts'
import type { Task } from './task.ts'

/** An event as it was sent; a query reads all of it. */
export interface TaskEvent extends JsonRecord {
  readonly platform: string
  readonly account: string
  readonly category: string
  readonly name: string
  readonly data: JsonRecord
}

/** A task whose query is read already: made once per version of a rule, and used for every event. */
export interface CompiledTask {
  task: Task
  query: Query | undefined
}

export type Heard =
  | {
      counts: true
      /** A plain decimal: 1, or what the query found added up. */
      value: string
      /** What else the query found, and did not count. */
      ignored: readonly Ignored[]
    }
  | {
      counts: false
      condition: 'event' | 'platform' | 'category' | 'name' | 'query'
      message: string
    }

/** Throws `invalid_request` for a query that would not have been saved. */
export function compileTask(task: Task): CompiledTask {
  return { task, query: task.query === undefined ? undefined : parseQuery(task.query) }
}

/** Whether an event counts for a task, and for how much; or on which condition it fell out. Never throws. */
export function hears({ task, query }: CompiledTask, event: TaskEvent): Heard {
  const { listens, measure } = task
  if (listens.kind !== 'event') return fellOut('event', 'The task does not listen to events')
  for (const condition of ['platform', 'category', 'name'] as const) {
    if (event[condition] === listens[condition]) continue
    const [is, needed] = [event[condition], listens[condition]].map((text) => JSON.stringify(text))
    return fellOut(condition, `The ${condition} is ${is}, not ${needed}`)
  }
  if (!query) return { counts: true, value: '1', ignored: [] }
  const answer = evaluateQuery(query, [event])
  return measure === 'count' ? heardCount(countOf(answer)) : heardValue(valueOf(answer))
}

function heardCount({ count, ignored }: ReturnType<typeof countOf>): Heard {
  return count === 1 ? { counts: true, value: '1', ignored } : fellOutOfQuery(ignored)
}

/** A zero that was found counts, though for nothing; where no number was found, the event did not match. */
function heardValue({ value, ignored }: ReturnType<typeof valueOf>): Heard {
  const isFound = value !== '0' || ignored.length === 0
  return isFound ? { counts: true, value, ignored } : fellOutOfQuery(ignored)
}

function fellOutOfQuery(ignored: readonly Ignored[]): Heard {
  return fellOut('query', ignored.map(({ message }) => message).join('; '))
}

function fellOut(
  condition: 'event' | 'platform' | 'category' | 'name' | 'query',
  message: string,
): Heard {
  return { counts: false, condition, message }
}
