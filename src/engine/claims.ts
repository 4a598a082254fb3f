import { Failure } from '../domain/failure.ts'
import type { FailureCode } from '../domain/failure.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import { staleFields } from '../store/claims.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import { waitingOf } from './front-desk.ts'
import type { FrontDesk } from './front-desk.ts'
import type { Gate } from './gates.ts'
import type { Keyed } from './keyed.ts'
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
  /** The claim was under way, or over, before: nothing was done now. */
  replayed: boolean
}

/** Takes claims: names them, checks the gates, writes them down and hands them to the front desk. */
export function createClaims({ store, frontDesk, ready, now }: ClaimsOptions) {
  /**
   * Accepts one claim and answers before it is verified. The same claim again joins the one that is under way.
   * Throws `rule_inactive`, `user_blocked`, `not_connected`, `required_rule_missing`, `interval_spent`, `unavailable`,
   * and `key_conflict` where the one that is under way was asked for with something else.
   */
  async function complete(
    record: RuleRecord,
    user: UserRecord,
    request: CompleteRequest,
    keyed?: Keyed,
  ): Promise<Accepted> {
    const rule = ruleOf(record)
    const at = now()
    const claim = newClaim(record, rule, user, request, at)
    const accepted = { claim: claim._id, message: messageOf(rule), replayed: true }
    const first = keyed?.isRepeat ? await madeAt(keyed.startedAt) : null
    if (first) return { ...accepted, claim: first._id }
    const found = store.claims.find(record.org, claim._id)
    const skips = request.skipChainOrRequiredCheck
    const gates = gatesOf(store, record, user, at, found, skips)
    const [earlier, all] = await Promise.all([found, gates])

    if (earlier && isUnderWay(earlier)) {
      refuseOther(earlier, claim)
      if (isOld(earlier, at)) nudge(earlier)
      return accepted
    }
    if (earlier && isRepeat(earlier, request)) return accepted
    pass(all)
    ready()

    if (!(await write(claim, earlier))) return joined(claim, accepted)
    const attempt = (earlier?.attempt ?? 0) + 1
    frontDesk.submit(waitingOf({ ...claim, attempt }))
    return { ...accepted, replayed: false }

    /** The window may be another one by now. */
    async function madeAt(startedAt: Date): Promise<ClaimRecord | null> {
      const { _id } = newClaim(record, rule, user, request, startedAt)
      const found = await store.claims.find(record.org, _id)
      return found && isRepeat(found, request) ? found : null
    }
  }

  /** Somebody else wrote it down at the same moment. */
  async function joined(claim: ClaimRecord, accepted: Accepted): Promise<Accepted> {
    const winner = await store.claims.find(claim.org, claim._id)
    if (winner) refuseOther(winner, claim)
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

function isUnderWay({ status }: ClaimRecord): boolean {
  return status === 'accepted' || status === 'processing'
}

const oldAfterMs = 60_000

function isOld({ acceptedAt, notBefore }: ClaimRecord, at: Date): boolean {
  return at.getTime() - (notBefore ?? acceptedAt).getTime() > oldAfterMs
}

/** A client's automatic retry of a request that was accepted before. */
function isRepeat(earlier: ClaimRecord, { idempotencyKey }: CompleteRequest): boolean {
  return idempotencyKey !== undefined && earlier.requestKey === idempotencyKey
}

/** A claim is its own key. What it was asked for with is its content, which a sweep has none of. */
function refuseOther({ origin, input }: ClaimRecord, wanted: ClaimRecord): void {
  if (origin !== 'request') return
  const names = new Set([...Object.keys(input), ...Object.keys(wanted.input)])
  const differs = [...names].filter((name) => input[name] !== wanted.input[name])
  if (differs.length === 0) return
  const message = `the claim is under way with another ${differs.join(', ')}`
  throw new Failure('key_conflict', message, {
    errors: differs.map((name) => ({ pointer: `/${name}`, code: 'differs', message })),
  })
}

function messageOf(rule: CommonRule): string {
  return ruleTypeOf(rule.type).delay(rule)?.message ?? 'Completion request added to queue'
}

function pass(gates: readonly Gate[]): void {
  const closed = gates.find(({ isOpen }) => !isOpen)
  if (closed) throw new Failure(closed.code as FailureCode, closed.message)
}
