import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import { claimIdOf } from '../domain/claim.ts'
import { Failure } from '../domain/failure.ts'
import type { FailureCode } from '../domain/failure.ts'
import { isOpenInterval, windowOf } from '../domain/window.ts'
import type { Window } from '../domain/window.ts'
import { ruleTypeOf, verifyQueueOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import type { FrontDesk } from './front-desk.ts'
import type { Gate } from './gates.ts'
import {
  connectionGate,
  intervalGate,
  requiredGate,
  ruleGate,
  timeGate,
  userGate,
} from './rule-gates.ts'
import { ruleOf } from './stored-rule.ts'

export interface ClaimsOptions {
  store: Store
  frontDesk: Pick<FrontDesk, 'submit'>
  /** Throws `unavailable` when nothing could be started now, before anything is written. */
  ready: () => void
  now: () => Date
}

/** What a claimant hands in, by the names of the Snag API. */
export interface CompleteRequest {
  amount?: string | undefined
  contentUrl?: string | undefined
  idempotencyKey?: string | undefined
  rangeValue?: string | undefined
  verificationCode?: string | undefined
  verifyOnly?: boolean | undefined
  skipChainOrRequiredCheck?: boolean | undefined
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
    const window = windowFor(rule, request, at)
    const id = claimIdOf(record._id, user._id, window.key)
    const message = rulesMessage(rule)
    const [earlier, required, multiplier] = await Promise.all([
      store.claims.find(record.org, id),
      request.skipChainOrRequiredCheck ? [] : requiredGate(store, record, user),
      activeMultiplierGate(store, rule, record, user),
    ])

    if (earlier && isRepeat(earlier, request)) return { claim: id, message }
    if (earlier?.status === 'accepted' || earlier?.status === 'processing')
      return { claim: id, message }
    pass([
      ruleGate(record, rule),
      completableGate(rule),
      timeGate(rule, at),
      userGate(user),
      connectionGate(rule, user),
      ...[required].flat(),
      intervalGate(rule, earlier),
      ...multiplier,
    ])
    ready()

    const claim = newClaim(record, user, window, request, at, id, delayOf(rule, at))
    if (await write(claim, earlier)) {
      frontDesk.submit({
        org: claim.org,
        claim: id,
        rule: claim.rule,
        ruleType: claim.ruleType,
        version: claim.version,
        queue: verifyQueueOf(ruleTypeOf(claim.ruleType)),
        user: claim.user,
        attempt: (earlier?.attempt ?? 0) + 1,
        notBefore: claim.notBefore,
      })
    }
    return { claim: id, message }
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

/** The window a request falls into. Open intervals have one for each idempotency key, or for each request without. */
function windowFor(rule: CommonRule, { idempotencyKey }: CompleteRequest, at: Date): Window {
  if (!isOpenInterval(rule.interval)) return windowOf(rule.interval, new Date(rule.startTime), at)
  const key = idempotencyKey
    ? createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 32)
    : ulid(at.getTime())
  return { key, start: at }
}

/** A client's automatic retry of a request that was answered before. */
function isRepeat(earlier: ClaimRecord, { idempotencyKey }: CompleteRequest): boolean {
  return (
    idempotencyKey !== undefined &&
    earlier.requestKey === idempotencyKey &&
    earlier.status === 'rewarded'
  )
}

function rulesMessage(rule: CommonRule): string {
  return ruleTypeOf(rule.type).delay(rule)?.message ?? 'Completion request added to queue'
}

function delayOf(rule: CommonRule, at: Date): Date | undefined {
  const delay = ruleTypeOf(rule.type).delay(rule)
  return delay && new Date(at.getTime() + delay.seconds * 1000)
}

function newClaim(
  record: RuleRecord,
  user: UserRecord,
  window: Window,
  request: CompleteRequest,
  at: Date,
  id: string,
  notBefore: Date | undefined,
): ClaimRecord {
  const { skipChainOrRequiredCheck: _gate, idempotencyKey, ...input } = request
  return {
    _id: id,
    org: record.org,
    website: record.website,
    rule: record._id,
    ruleType: record.type,
    version: record.version,
    user: user._id,
    window,
    status: 'accepted',
    origin: 'request',
    attempt: 1,
    grants: 0,
    input: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
    ...(idempotencyKey === undefined ? {} : { requestKey: idempotencyKey }),
    acceptedAt: at,
    ...(notBefore ? { notBefore } : {}),
  }
}

function completableGate(rule: CommonRule): Gate {
  const type = ruleTypeOf(rule.type)
  const isOpen = type.completable
  return {
    gate: 'rule',
    isOpen,
    code: isOpen ? 'ok' : 'rule_inactive',
    current: rule.type,
    needed: 'a type that may be completed by request',
    message: isOpen
      ? 'may be completed by request'
      : `${rule.type} rules cannot be completed by request`,
  }
}

async function activeMultiplierGate(
  store: Store,
  rule: CommonRule,
  record: RuleRecord,
  user: UserRecord,
): Promise<Gate[]> {
  if (rule.rewardType !== 'multiplier') return []
  const active = await store.multipliers.liveOfRule(record.org, user._id, record._id)
  if (!active) return []
  return [
    {
      gate: 'interval',
      isOpen: false,
      code: 'interval_spent',
      current: `multiplier ${active.factor} is active`,
      needed: 'no active multiplier of this rule',
      message: 'Claim failed: Multiplier is already active',
    },
  ]
}

function pass(gates: readonly Gate[]): void {
  const closed = gates.find(({ isOpen }) => !isOpen)
  if (closed) throw new Failure(closed.code as FailureCode, closed.message)
}
