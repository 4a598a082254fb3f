import type { Query } from '../../api.ts'
import { dayAndClock } from '../../format.ts'
import { statusesOf } from './outcomes.ts'
import type { OutcomeFilter } from './outcomes.ts'

/** Which claims the address names. */
export interface ClaimsSearch {
  outcome?: OutcomeFilter | undefined
  rule?: string | undefined
  user?: string | undefined
  /** The platform that is asked. Of outcomes it goes with `waiting` alone. */
  source?: string | undefined
  /** When they were made (ISO 8601). */
  from?: string | undefined
  until?: string | undefined
}

/** What the API is asked for. */
export function filterOf({
  outcome = 'all',
  rule,
  user,
  source,
  from,
  until,
}: ClaimsSearch): Query {
  const isWaiting = outcome === 'waiting' ? 'true' : undefined
  const those = source === undefined ? { status: statusesOf[outcome] } : { source, isWaiting }
  return { ruleId: rule, userId: user, from, until, ...those }
}

/** What it is narrowed to beside the outcome; nothing if to nothing. */
export function narrowingOf({ rule, user, source, from, until }: ClaimsSearch): string | undefined {
  const parts = [
    rule !== undefined && 'of one rule',
    user !== undefined && 'of one user',
    source !== undefined && `of ${source}`,
    from !== undefined && `since ${timeOf(from)}`,
    until !== undefined && `until ${timeOf(until)}`,
  ].filter((part) => part !== false)
  const text = parts.join(', ')
  return text === '' ? undefined : text.charAt(0).toUpperCase() + text.slice(1)
}

/** Somebody may have typed it. */
function timeOf(text: string): string {
  return Number.isNaN(Date.parse(text)) ? text : dayAndClock(text)
}
