import type { FailureCode } from './failure.ts'
import type { Pin } from './pin.ts'
import type { Terms } from './rule.ts'
import type { Verdict } from './verdict.ts'

/** Where a claim stands. `rewarded`, `unmet`, `failed`, `revoked` and `verified` are ends; an `unmet` or `failed` one may be made again. */
export const claimStatuses = [
  'accepted', // written down, no workflow yet
  'processing', // a workflow carries it
  'rewarded',
  'verified', // met, and the caller asked for no more than that
  'unmet',
  'failed', // could not be found out, and waiting would not help
  'revoked', // was rewarded, and ceased to be true
] as const
export type ClaimStatus = (typeof claimStatuses)[number]

/**
 * What a claim workflow carries: claims of one rule at one version, at least one. Ids and small facts only;
 * tokens, addresses and handles stay in the database.
 */
export interface Page {
  org: string
  rule: string
  version: number
  /** The activity queue of the rule type's provider, `verify.chain`. */
  queue: string
  claims: readonly string[]
  /** A reward is sought; one that was given is looked at again; or a loss is confirmed before it counts. */
  purpose: 'reward' | 'recheck' | 'confirm'
  /** Set when a whole window is swept: claims are written down only where something was found. */
  sweep?: { pin?: Pin | undefined } | undefined
  /** Nothing is looked at before this instant (ISO 8601). */
  notBefore?: string | undefined
  /** Which workflow carries it, for the receipts. */
  workflow?: string | undefined
}

/** What `verify` reports of one claim, in the order of the page. */
export type Finding =
  { claim: string; verdict: Verdict; standing: Standing } | { claim: string; failure: FailureFact }

export interface FailureFact {
  code: FailureCode
  message: string
  retryAfterSeconds?: number | undefined
}

/** What `decide` must know of the user, read when the fact was. */
export interface Standing {
  /** The user's live multipliers, as decimal strings, with their ids. */
  multipliers: readonly { source: string; factor: string }[]
  /** Given by the caller instead of the rule's amount, whole units. */
  amount?: string | undefined
  /** The number to look up in the tiers instead of the measured one. */
  rangeValue?: string | undefined
  verifyOnly?: boolean | undefined
}

export interface Findings {
  terms: Terms
  findings: readonly Finding[]
}

/** One line of the arithmetic that led to an amount, as the receipt shows it. */
export interface Step {
  label: string
  value: string
}

export type Reward =
  | { type: 'points'; currency: string; /** minor units */ amount: string }
  | { type: 'multiplier'; factor: string }
  | { type: 'badge'; badge: string }

export type Outcome =
  | {
      status: 'rewarded'
      rewards: readonly Reward[]
      steps: readonly Step[]
      message?: string | undefined
    }
  | { status: 'verified'; message?: string | undefined }
  | { status: 'unmet'; reason: string; message: string }
  | { status: 'failed'; code: FailureCode; message: string }
  | { status: 'waiting'; until: string; reason: string; message: string }

/** What `settle` did with one claim, with a reason code where it was not paid. */
export interface Settled {
  claim: string
  status: ClaimStatus | 'waiting' | 'suspect' | 'kept'
  reason?: string | undefined
  /** When to look again (ISO 8601), if it waits. */
  until?: string | undefined
}

/** Names what is earned once: this user, by this rule, in this window. The parts hold no colon. */
export function claimIdOf(rule: string, user: string, windowKey: string): string {
  return `${rule}:${user}:${windowKey}`
}

export function partsOfClaimId(claim: string): { rule: string; user: string; windowKey: string } {
  const [rule = '', user = '', windowKey = ''] = claim.split(':')
  return { rule, user, windowKey }
}
