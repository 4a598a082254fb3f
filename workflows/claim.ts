import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import { ParentClosePolicy, sleep, startChild, workflowInfo } from '@temporalio/workflow'
import type { Page, Settled } from '../src/domain/claim.ts'
import { claimWorkflowId } from '../src/domain/names.ts'
import { carry, showOutcome } from './carry.ts'

const userWaits = 1

/**
 * Carries a page of claims of one rule. What must wait leaves the page for a workflow of its own, so that nobody
 * waits for a neighbour; a claim that is alone waits here.
 */
export async function claimRewards(page: Page): Promise<Record<string, number>> {
  if (page.notBefore) await sleepUntil(page.notBefore)
  let settled = await carry(page, userWaits)
  while (page.claims.length === 1 && settled[0]?.until !== undefined) {
    await sleepUntil(settled[0].until, settled[0].reason)
    settled = await carry(page, userWaits)
  }
  await Promise.all(
    settled.filter(({ until }) => until !== undefined).map((each) => leave(page, each)),
  )
  showOutcome(settled)
  return tally(settled)
}

export async function sleepUntil(instant: string, summary = 'not yet'): Promise<void> {
  const ms = new Date(instant).getTime() - Date.now()
  if (ms > 0) await sleep(ms, { summary })
}

/** How many claims came to which end. */
export function tally(settled: readonly Settled[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of settled) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function leave(page: Page, { claim, until }: Settled): Promise<void> {
  try {
    await startChild(workflowInfo().workflowType, {
      workflowId: `${claimWorkflowId(claim)}:waiting`,
      args: [{ ...page, claims: [claim], sweep: undefined, notBefore: until }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: workflowInfo().typedSearchAttributes,
      staticSummary: `${workflowInfo().workflowType} · ${claim} · waiting`,
    })
  } catch (error) {
    // Somebody carries this claim already.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
