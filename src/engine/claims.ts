import { Failure } from '../domain/failure.ts'
import type { FailureCode } from '../domain/failure.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import { waitingOf } from './front-desk.ts'
import type { FrontDesk } from './front-desk.ts'
import type { Gate } from './gates.ts'
import { newClaim } from './new-claim.ts'
import type { CompleteRequest } from './new-claim.ts'
import { gatesOf } from './rule-gates.ts'
import { ruleOf } from './stored-rule.ts'

export interface ClaimsOptions {
  store: Store
  frontDesk: Pick<FrontDesk, 'submit'>
  /** Throws `unavailable` when nothing could be started now, before anything is written. */
  ready: () => void
  now: () => Date
}

export interface Accepted {
  claim: string
  message: string
}

/** Takes claims: names them, checks the gates, writes them down and hands them to the front desk. */
export function createClaims({ store, frontDesk, ready, now }: ClaimsOptions) {
  /**
   * Accepts one claim and answers before it is verified. The same claim again joins the one that is under way.
   * Throws `rule_inactive`, `user_blocked`, `not_connected`, `required_rule_missing`, `interval_spent`, `unavailable`.
   */
  async function complete(
    record: RuleRecord,
    user: UserRecord,
    request: CompleteRequest,
  ): Promise<Accepted> {
    const rule = ruleOf(record)
    const at = now()
    const claim = newClaim(record, rule, user, request, at)
    const accepted = { claim: claim._id, message: messageOf(rule) }
    const found = store.claims.find(record.org, claim._id)
    const skips = request.skipChainOrRequiredCheck
    const gates = gatesOf(store, record, user, at, found, skips)
    const [earlier, all] = await Promise.all([found, gates])

    if (earlier && isUnderWay(earlier)) {
      if (isOld(earlier, at)) nudge(earlier)
      return accepted
    }
    if (earlier && isRepeat(earlier, request)) return accepted
    pass(all)
    ready()

    if (await write(claim, earlier)) {
      const attempt = (earlier?.attempt ?? 0) + 1
      frontDesk.submit(waitingOf({ ...claim, attempt }))
    }
    return accepted
  }

  /** Whoever asks again after a while makes sure that it is carried: its workflow may have been ended by hand. */
  function nudge(claim: ClaimRecord): void {
    ready()
    frontDesk.submit(waitingOf(claim))
  }

  /** True for the one request that wrote it; all others of the moment join that one. */
  async function write(claim: ClaimRecord, earlier: ClaimRecord | null): Promise<boolean> {
    if (earlier) {
      const { _id, grants: _grants, attempt: _attempt, entries: _entries, ...again } = claim
      const { modifiedCount } = await store.claims.model.updateOne(
        { org: claim.org, _id, status: earlier.status, attempt: earlier.attempt },
        { $set: again, $inc: { attempt: 1 }, $unset: staleFields },
      )
      return modifiedCount === 1
    }
    return store.claims.insert(claim)
  }

  return { complete }
}

export type Claims = ReturnType<typeof createClaims>

const staleFields = {
  verifiedAt: 1,
  settledAt: 1,
  revokedAt: 1,
  waiting: 1,
  reason: 1,
  message: 1,
  workflow: 1,
  suspect: 1,
  cut: 1,
} as const

function isUnderWay({ status }: ClaimRecord): boolean {
  return status === 'accepted' || status === 'processing'
}

const oldAfterMs = 60_000

function isOld({ acceptedAt, notBefore }: ClaimRecord, at: Date): boolean {
  return at.getTime() - (notBefore ?? acceptedAt).getTime() > oldAfterMs
}

/** A client's automatic retry of a request that was answered before. */
function isRepeat(earlier: ClaimRecord, { idempotencyKey }: CompleteRequest): boolean {
  return (
    idempotencyKey !== undefined &&
    earlier.requestKey === idempotencyKey &&
    earlier.status === 'rewarded'
  )
}

function messageOf(rule: CommonRule): string {
  return ruleTypeOf(rule.type).delay(rule)?.message ?? 'Completion request added to queue'
}

function pass(gates: readonly Gate[]): void {
  const closed = gates.find(({ isOpen }) => !isOpen)
  if (closed) throw new Failure(closed.code as FailureCode, closed.message)
}
