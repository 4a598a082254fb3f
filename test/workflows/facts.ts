import type { Findings, Outcome, Page, Settled, Standing } from '../../src/domain/claim.ts'
import { claimsQueue } from '../../src/domain/names.ts'
import type { Terms } from '../../src/domain/rule.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import type { TimeSkipping } from './environment.ts'

export const terms: Terms = {
  rewardType: 'points',
  lifetime: 'permanent',
  amount: '100',
  tiers: [],
  currency: 'cur_1',
  decimals: 0,
  skipMultipliers: false,
}

const standing: Standing = { multipliers: [] }

export function pageOf(...claims: string[]): Page {
  return {
    org: 'org_1',
    rule: 'rul_1',
    version: 1,
    queue: 'verify.records',
    claims,
    purpose: 'reward',
  }
}

/** The same verdict about every claim of a page. */
export function findingsOf(page: Page, verdict: Verdict): Findings {
  return { terms, findings: page.claims.map((claim) => ({ claim, verdict, standing })) }
}

/** Settles nothing, and remembers what it was asked to settle. */
export function recordingSettle({ environment }: TimeSkipping) {
  const settled: { claim: string; outcome: Outcome; at: number }[] = []
  async function settle(page: Page, outcomes: readonly Outcome[]): Promise<readonly Settled[]> {
    const at = await environment.currentTimeMs()
    return page.claims.map((claim, index) => {
      const outcome = outcomes[index] as Outcome
      settled.push({ claim, outcome, at })
      if (outcome.status === 'waiting') return { claim, status: 'waiting', until: outcome.until }
      return { claim, status: outcome.status }
    })
  }
  return { settled, settle }
}

/** Runs a claim workflow of that rule type to its end. */
export function execute(
  { environment }: TimeSkipping,
  type: string,
  page: Page,
): Promise<Record<string, number>> {
  return environment.client.workflow.execute(type, {
    taskQueue: claimsQueue,
    workflowId: `${type}:${page.claims.join('+')}:${Math.random()}`,
    args: [page],
  })
}
