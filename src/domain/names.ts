// The names by which Temporal and its operators know our work.

/** All workflows, and the settling they do. One worker of a process serves it, since each that runs workflows is heavy. */
export const claimsQueue = 'claims'
/** What sweeps and housekeeping ask for. */
export const sweepsQueue = 'sweeps'

/** Folding what is in the inbox. */
export const inboxQueue = 'inbox'

/** Into how many parts the inbox is cut, by account; each is folded by one at a time. */
export const inboxShards = 4

export function drainId(shard: number): string {
  return `drain:${shard}`
}

/** Tells a drain that there is something in its shard. */
export const wakeSignal = 'wake'

/**
 * Two requests for the same claim meet in the workflow of this id. A later attempt has one of its own, so that it
 * cannot join a workflow that is just about to close.
 */
export function claimWorkflowId(claim: string, attempt = 1): string {
  return attempt > 1 ? `claim:${claim}:${attempt}` : `claim:${claim}`
}

/** Calls to webhooks, apart from all else: some of them hang. */
export const deliveriesQueue = 'deliveries'

/** The workflow that serves one endpoint, and what tells it to look again. */
export const deliverWorkflow = 'deliver'
export const ringSignal = 'ring'

export function deliverWorkflowId(endpoint: string): string {
  return `deliver:${endpoint}`
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
