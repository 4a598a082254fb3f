import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  proxyActivities,
  proxyLocalActivities,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Findings, Outcome, Page, Settled } from '../src/domain/claim.ts'
import { isFailureCode } from '../src/domain/failure.ts'
import type { FailureCode } from '../src/domain/failure.ts'
import { attributes } from '../src/domain/names.ts'
import { outcomeOf } from '../src/domain/outcome.ts'

const { settle } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '1 minute',
  // A database that is away for an hour must not lose a reward that was earned.
  localRetryThreshold: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '30s' },
})

const outcomeKey = defineSearchAttributeKey(attributes.outcome, SearchAttributeType.KEYWORD)

/** One look at a page: verify, decide, settle. */
export async function carry(page: Page, priorityKey: number): Promise<readonly Settled[]> {
  const outcomes = await outcomesOf(page, priorityKey)
  return settle(page, outcomes)
}

/** Makes the outcome findable for operators: the one all claims share, or `mixed`. */
export function showOutcome(settled: readonly Settled[]): void {
  const statuses = new Set(settled.map(({ status }) => status))
  const [only = 'empty'] = statuses
  upsertSearchAttributes([{ key: outcomeKey, value: statuses.size > 1 ? 'mixed' : only }])
}

async function outcomesOf(page: Page, priorityKey: number): Promise<readonly Outcome[]> {
  try {
    const { terms, findings } = await verify(page, priorityKey)
    return findings.map((finding) => outcomeOf(terms, finding, Date.now()))
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    return page.claims.map(() => ({ status: 'failed', ...failure }))
  }
}

function verify(page: Page, priorityKey: number): Promise<Findings> {
  const activities = proxyActivities<Activities>({
    taskQueue: page.queue,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10s', // a killed worker is noticed by then
    scheduleToCloseTimeout: '3 days', // outlasts a provider's outage
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '10m' },
    priority: { priorityKey, fairnessKey: page.org },
    summary: `${page.purpose} · ${page.claims.length}`,
  })
  return activities.verify({ ...page, workflow: workflowInfo().workflowId })
}

/** What a failed verification says in Vouchsafe's terms; undefined for a bug, which must stay in view. */
function failureOf(error: unknown): { code: FailureCode; message: string } | undefined {
  if (!(error instanceof ActivityFailure)) return undefined
  const { cause } = error
  if (cause instanceof ApplicationFailure && isFailureCode(cause.type)) {
    return { code: cause.type, message: cause.message }
  }
  // Nobody served the queue, or the provider hung, until our patience was over.
  if (cause instanceof TimeoutFailure) {
    return { code: 'provider_unavailable', message: 'it could not be verified in time' }
  }
  return undefined
}
