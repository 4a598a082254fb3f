import { decimalOf, unitsOfNumber } from '../decimal.ts'
import type { Answer } from './evaluate-query.ts'
import { isList, isTrue, typeOf } from './json.ts'
import type { Json } from './json.ts'

/** Something the query found that did not count, and how many times. */
export interface Ignored {
  reason: string
  message: string
  times: number
}

export interface Count {
  count: 0 | 1
  ignored: readonly Ignored[]
}

export interface Worth {
  /** A plain decimal: `250`, `0.3`. */
  value: string
  ignored: readonly Ignored[]
}

const messages = {
  no_match: 'The query found nothing in the event',
  not_found: 'The query found no number in the event',
  null: 'null is no number',
  boolean: 'true and false are no numbers',
  string: 'A text is no number: to_number() reads one',
  array: 'A list within the list is no number: [] at the end opens it',
  object: 'An object is no number',
  negative: 'Numbers below zero do not count: points are taken by a withdrawal',
  out_of_range: 'The number has more than 30 digits before or behind the point',
} as const

/**
 * What an answer counts for in "custom events count": 1 if the query found anything that is true in JMESPath's sense,
 * otherwise 0. An event is one event however much of it matches, and `[false]` or `[]` is no match.
 */
export function countOf(answer: Answer): Count {
  if (answer.kind === 'fault') return { count: 0, ignored: [faultOf(answer)] }
  const found = isList(answer.value) ? answer.value : [answer.value]
  if (found.some((value) => isTrue(value, Object.keys))) return { count: 1, ignored: [] }
  return { count: 0, ignored: [{ reason: 'no_match', message: messages.no_match, times: 1 }] }
}

/**
 * What an answer is worth in "custom events value": the sum of the numbers found, exact in decimals as JSON prints
 * them (0.1 and 0.2 are 0.3). Nothing else counts, nor do numbers below zero: a progress that falls would make the
 * reward depend on the order of events.
 */
export function valueOf(answer: Answer): Worth {
  if (answer.kind === 'fault') return { value: '0', ignored: [faultOf(answer)] }
  const ignored = new Map<keyof typeof messages, number>()
  let sum = 0n
  const found = isList(answer.value) ? answer.value : [answer.value]
  for (const value of found) {
    const units = unitsOf(value)
    if (typeof units === 'bigint') sum += units
    else ignored.set(units, (ignored.get(units) ?? 0) + 1)
  }
  if (found.length === 0) ignored.set('not_found', 1)
  return {
    value: decimalOf(sum),
    ignored: [...ignored].map(([reason, times]) => ({ reason, message: messages[reason], times })),
  }
}

/** A number in units of 10^-30, or the reason why it does not count. */
function unitsOf(value: Json): bigint | keyof typeof messages {
  if (typeof value !== 'number') return typeOf(value) as keyof typeof messages
  if (value < 0) return 'negative'
  return unitsOfNumber(value) ?? 'out_of_range'
}

function faultOf({ code, message }: { code: string; message: string }): Ignored {
  return { reason: code, message, times: 1 }
}
