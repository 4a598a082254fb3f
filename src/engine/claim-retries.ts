import { ruleTypeOf } from '../rules/catalog.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { ClaimList } from './claim-list.ts'
import { claimsMeant } from './claims-meant.ts'
import type { ClaimsWanted, Skipped } from './claims-meant.ts'
import { waitingOf } from './front-desk.ts'
import type { FrontDesk } from './front-desk.ts'
import type { Keyed } from './keyed.ts'
import type { Scope } from './scope.ts'
import { ruleOf } from './stored-rule.ts'

export interface Retried {
  /** How many are meant; at most `mostAtOnce`. */
  count: number
  /** Whether a filter finds more than that. */
  isMore: boolean
  retried: string[]
  skipped: Skipped[]
}

export interface ClaimRetriesOptions {
  store: Store
  claimList: ClaimList
  frontDesk: Pick<FrontDesk, 'submit'>
  /** Throws `unavailable` when nothing could be started now. */
  ready: () => void
  now: () => Date
}

/** Looks at claims again: those that were not met or failed, and those that nobody carries any more. */
export function createClaimRetries(options: ClaimRetriesOptions) {
  const { store, frontDesk, ready, now } = options

  /** Which ones are meant, and which of them would be looked at. Nothing is done. */
  async function preview(scope: Scope, wanted: ClaimsWanted): Promise<Retried> {
    const { claims, isMore } = await claimsMeant(options, scope, wanted)
    const rules = await rulesOf(scope.org, claims)
    return reportOf(claims, isMore, (claim) => reasonAgainst(claim, rules.get(claim.rule)))
  }

  /** Each is looked at in the window it was made in, by its rule as it is now. */
  async function retry(scope: Scope, wanted: ClaimsWanted, keyed?: Keyed): Promise<Retried> {
    const { claims, isMore } = await claimsMeant(options, scope, wanted)
    const rules = await rulesOf(scope.org, claims)
    ready()
    const against = new Map<string, Reason>()
    for (const claim of claims) {
      const rule = rules.get(claim.rule)
      const reason = wasDone(claim, keyed) ? undefined : await again(claim, rule)
      if (reason) against.set(claim._id, reason)
    }
    return reportOf(claims, isMore, ({ _id }) => against.get(_id))
  }

  async function rulesOf(org: string, claims: readonly ClaimRecord[]) {
    const ids = [...new Set(claims.map(({ rule }) => rule))]
    const found = await store.rules.list(org, { _id: { $in: ids } }, undefined, ids.length || 1)
    return new Map(found.map((rule) => [rule._id, rule]))
  }

  /** Undefined if it is under way now. */
  async function again(claim: ClaimRecord, rule: RuleRecord | undefined) {
    const reason = reasonAgainst(claim, rule)
    if (reason || !rule) return reason
    if (isUnderWay(claim)) return void frontDesk.submit(waitingOf(claim))
    const attempt = claim.attempt + 1
    const started = await store.claims.retry(claim, { version: rule.version, acceptedAt: now() })
    if (!started) return { code: 'changed', message: 'somebody else was faster' }
    frontDesk.submit(waitingOf({ ...claim, version: rule.version, attempt }))
    return undefined
  }

  return { preview, retry }
}

export type ClaimRetries = ReturnType<typeof createClaimRetries>

interface Reason {
  code: string
  message: string
}

/** An earlier run of the same request has brought it under way. */
function wasDone({ acceptedAt, attempt }: ClaimRecord, keyed: Keyed | undefined): boolean {
  return keyed?.isRepeat === true && attempt > 1 && acceptedAt >= keyed.startedAt
}

function isUnderWay({ status }: ClaimRecord): boolean {
  return status === 'accepted' || status === 'processing'
}

function reasonAgainst(claim: ClaimRecord, rule: RuleRecord | undefined): Reason | undefined {
  const { status } = claim
  if (!rule || rule.deletedAt) return { code: 'rule_inactive', message: 'the rule is deleted' }
  if (ruleOf(rule).isPaused) return { code: 'rule_inactive', message: 'the rule is paused' }
  if (isUnderWay(claim)) return undefined
  if (ruleTypeOf(rule.type).isTask) {
    return { code: 'counted', message: 'it is paid for what was counted, and by nothing else' }
  }
  if (status === 'unmet' || status === 'failed') return undefined
  return { code: 'over', message: `the claim is ${status}` }
}

function reportOf(
  claims: readonly ClaimRecord[],
  isMore: boolean,
  reasonOf: (claim: ClaimRecord) => Reason | undefined,
): Retried {
  const judged = claims.map((claim) => ({ claim: claim._id, reason: reasonOf(claim) }))
  return {
    ...{ count: claims.length, isMore },
    retried: judged.flatMap(({ claim, reason }) => (reason ? [] : [claim])),
    skipped: judged.flatMap(({ claim, reason }) => (reason ? [{ claim, ...reason }] : [])),
  }
}
