import { claimIdOf } from '../domain/claim.ts'
import { advanceMany } from '../domain/count.ts'
import { factsOf } from '../domain/task.ts'
import type { Crossing } from '../domain/task.ts'
import type { ClaimRecord } from '../store/claims.ts'
import { counterIdOf } from '../store/counters.ts'
import type { CounterRecord } from '../store/counters.ts'
import type { EventRecord } from '../store/events.ts'
import { latenessMs } from './events.ts'
import type { Heard } from './hear-page.ts'

/** What a page of events comes to. */
export interface CountedPage {
  counters: readonly CounterRecord[]
  /** One for each payment that is due. */
  claims: readonly ClaimRecord[]
}

/** Counts what was heard on top of what was counted before. Nothing is stored here. */
export function countPage(
  heard: readonly Heard[],
  before: ReadonlyMap<string, CounterRecord>,
  miss: (event: EventRecord, rule: string, reason: string) => void,
  at: Date,
): CountedPage {
  const counters: CounterRecord[] = []
  const claims: ClaimRecord[] = []
  for (const each of heard) {
    const { open, user, facts } = each
    const { _id: rule, org, website } = open.record
    const _id = counterIdOf(rule, user._id)
    const known = before.get(_id)
    const { task } = open.compiled
    const counted = advanceMany(task, known, facts, { unit: open.unit, keptFor: latenessMs })
    counted.results.forEach((result, index) => {
      const event = facts[index]?.event
      if (event && !result.counted) miss(event, rule, result.reason)
    })
    const place = { org, website, rule, user: user._id }
    counters.push({ _id, ...place, ...counted.counter, updatedAt: at })
    const times = known?.replay?.times
    for (const crossing of counted.crossings) claims.push(claimOf(each, crossing, times, at))
  }
  return { counters, claims }
}

/** The beginning of the window keys of a counter's payments; a counter that was counted anew has names of its own. */
export function keysOf(window: number, times: number | undefined): string {
  return times === undefined ? `${window}-` : `${window}-${times}.`
}

/** A payment that is due, named by the rule, the user, the window and the step, so that it can be made only once. */
function claimOf(
  { open, user }: Heard,
  crossing: Crossing,
  times: number | undefined,
  at: Date,
): ClaimRecord {
  const { _id: rule, org, website, type: ruleType, version } = open.record
  const { window, step, start, end } = crossing
  const key = `${keysOf(window, times)}${step}`
  return {
    _id: claimIdOf(rule, user._id, key),
    ...{ org, website, rule, ruleType, version, user: user._id },
    window: { key, start, ...(end ? { end } : {}) },
    status: 'accepted',
    origin: 'event',
    attempt: 1,
    grants: 0,
    input: factsOf(crossing),
    acceptedAt: at,
  }
}
