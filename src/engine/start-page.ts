import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common'
import type { Client, WorkflowHandle } from '@temporalio/client'
import { ulid } from 'ulid'
import type { Page } from '../domain/claim.ts'
import { claimsQueue, claimWorkflowId } from '../domain/names.ts'
import type { Waiting } from './front-desk.ts'
import { searchAttributes } from './search-attributes.ts'

/** Starts the workflow that carries these claims of one rule. Two starts for the same single claim meet in one. */
export async function startPage(
  client: Client,
  claims: readonly Waiting[],
): Promise<WorkflowHandle> {
  const [first] = claims
  if (!first) throw new Error('a page needs a claim')

  const single = claims.length === 1
  return client.workflow.start(first.ruleType, {
    taskQueue: claimsQueue,
    args: [pageOf(claims)],
    workflowId: single
      ? claimWorkflowId(first.claim, first.attempt)
      : `${first.rule}:page:${ulid()}`,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    typedSearchAttributes: searchAttributes({
      org: first.org,
      rule: first.rule,
      ruleType: first.ruleType,
      user: single ? first.user : undefined,
    }),
    staticSummary: summaryOf(first, claims.length),
    priority: { priorityKey: 1, fairnessKey: first.org },
  })
}

function pageOf(claims: readonly Waiting[]): Page {
  const [first] = claims as readonly [Waiting, ...Waiting[]]
  const { org, rule, version, queue } = first
  const times = claims.flatMap(({ notBefore }) => (notBefore ? [notBefore.getTime()] : []))
  return {
    org,
    rule,
    version,
    queue,
    claims: claims.map(({ claim }) => claim),
    purpose: 'reward',
    notBefore: times.length > 0 ? new Date(Math.max(...times)).toISOString() : undefined,
  }
}

function summaryOf({ ruleType, user, rule }: Waiting, count: number): string {
  return `${ruleType} · ${count === 1 ? user : `${count} users`} · ${rule}`
}
