import { createHash } from 'node:crypto'
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import type { Client, ScheduleOptions } from '@temporalio/client'
import type { Logger } from 'pino'
import { sweepSecondsOf } from '../domain/cadence.ts'
import { claimsQueue, sweepId } from '../domain/names.ts'
import type { SweepTarget } from '../domain/sweep.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { searchAttributes } from './search-attributes.ts'
import { ruleOf } from './stored-rule.ts'

const housekeepingId = 'housekeeping'

export interface SchedulesOptions {
  client: Client
  store: Store
  log: Logger
  housekeepingSeconds: number
}

/** One Temporal Schedule per rule that is swept, and one for housekeeping. */
export function createSchedules({ client, store, log, housekeepingSeconds }: SchedulesOptions) {
  /** Makes a rule's schedule what the rule says: there, changed or gone. An operator's pause stays. */
  async function ensure(record: RuleRecord): Promise<void> {
    if (record.isSwept && !record.deletedAt) await put(scheduleOf(record))
    else await remove(sweepId(record._id))
  }

  async function put(wanted: ScheduleOptions): Promise<void> {
    try {
      await client.schedule.create(wanted)
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      const { spec, policies, action } = wanted
      await client.schedule
        .getHandle(wanted.scheduleId)
        .update((now) => ({ ...now, spec, policies, action: action }))
    }
  }

  async function remove(scheduleId: string): Promise<void> {
    try {
      await client.schedule.getHandle(scheduleId).delete()
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error
    }
  }

  /** Compares what is scheduled with what should be; how many schedules were made or removed. */
  async function reconcile(): Promise<number> {
    const rules = new Map((await store.rules.swept()).map((rule) => [sweepId(rule._id), rule]))
    const there = new Set<string>()
    for await (const { scheduleId } of client.schedule.list()) there.add(scheduleId)

    const missing = [...rules].filter(([id]) => !there.has(id))
    const extra = [...there].filter((id) => id.startsWith(sweepId('')) && !rules.has(id))
    for (const [, rule] of missing) await put(scheduleOf(rule))
    for (const id of extra) await remove(id)
    if (missing.length + extra.length > 0) {
      log.info({ made: missing.length, removed: extra.length }, 'schedules were reconciled')
    }
    return missing.length + extra.length
  }

  /** The schedule of the housekeeping itself, made once at boot. */
  const ensureHousekeeping = () => put(housekeepingEvery(housekeepingSeconds))

  /** Sweeps a rule now, whatever its cadence says. Throws if it has no schedule. */
  const trigger = (rule: string) => client.schedule.getHandle(sweepId(rule)).trigger()

  return { ensure, reconcile, ensureHousekeeping, trigger }
}

export type Schedules = ReturnType<typeof createSchedules>

function scheduleOf(record: RuleRecord): ScheduleOptions {
  const rule = ruleOf(record)
  const seconds = sweepSecondsOf(rule.frequency)
  return {
    scheduleId: sweepId(record._id),
    spec: {
      intervals: [
        { every: `${seconds}s`, offset: `${offsetOf(rule.startTime, record._id, seconds)}s` },
      ],
      startAt: new Date(rule.startTime),
      jitter: `${Math.min(Math.floor(seconds / 60), 300)}s`,
    },
    // After an outage one sweep makes up for all that were missed; it knows by itself which windows those were.
    policies: {
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: `${seconds}s`,
      pauseOnFailure: false,
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'sweep',
      workflowId: sweepId(record._id),
      taskQueue: claimsQueue,
      args: [{ org: record.org, rule: record._id } satisfies SweepTarget],
      typedSearchAttributes: searchAttributes({
        org: record.org,
        rule: record._id,
        ruleType: record.type,
      }),
      staticSummary: `sweep · ${record.type} · ${record._id}`,
    },
  }
}

function housekeepingEvery(seconds: number): ScheduleOptions {
  return {
    scheduleId: housekeepingId,
    spec: { intervals: [{ every: `${seconds}s` }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: `${Math.max(seconds, 10)}s` },
    action: {
      type: 'startWorkflow',
      workflowType: 'housekeeping',
      workflowId: housekeepingId,
      taskQueue: claimsQueue,
      args: [],
      staticSummary: 'housekeeping',
    },
  }
}

/** Sweeps begin at the rule's own start within the cadence, a little apart from those of other rules. */
function offsetOf(startTime: string, rule: string, seconds: number): number {
  const phase = Math.floor(new Date(startTime).getTime() / 1000) % seconds
  const spread =
    createHash('sha256').update(rule).digest().readUInt32BE(0) %
    Math.max(Math.floor(seconds / 60), 1)
  return (phase + spread) % seconds
}
