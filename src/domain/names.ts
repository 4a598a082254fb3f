// The names by which Temporal and its operators know our work.

/** Claim workflows, and the settling they do. */
export const claimsQueue = 'claims'
/** Sweeps and housekeeping. */
export const sweepsQueue = 'sweeps'

/**
 * Two requests for the same claim meet in the workflow of this id. A later attempt has one of its own, so that it
 * cannot join a workflow that is just about to close.
 */
export function claimWorkflowId(claim: string, attempt = 1): string {
  return attempt > 1 ? `claim:${claim}:${attempt}` : `claim:${claim}`
}

/** The id of a rule's schedule, and the stem of the ids of its sweeps. */
export function sweepId(rule: string): string {
  return `sweep:${rule}`
}

/** Search attributes, all of type Keyword. */
export const attributes = {
  org: 'VouchsafeOrg',
  rule: 'VouchsafeRule',
  ruleType: 'VouchsafeRuleType',
  user: 'VouchsafeUser',
  outcome: 'VouchsafeOutcome',
} as const
