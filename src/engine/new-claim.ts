import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import { claimIdOf } from '../domain/claim.ts'
import { isOpenInterval, windowOf } from '../domain/window.ts'
import type { Window } from '../domain/window.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'

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

/** A claim that was asked for now, as it is written down. */
export function newClaim(
  record: RuleRecord,
  rule: CommonRule,
  user: UserRecord,
  request: CompleteRequest,
  at: Date,
): ClaimRecord {
  const { skipChainOrRequiredCheck: _gate, idempotencyKey, ...input } = request
  const window = windowFor(rule, idempotencyKey, at)
  const delay = ruleTypeOf(rule.type).delay(rule)
  return {
    _id: claimIdOf(record._id, user._id, window.key),
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
    ...(delay ? { notBefore: new Date(at.getTime() + delay.seconds * 1000) } : {}),
  }
}

/** The window a request falls into. Open intervals have one for each idempotency key, or for each request without. */
function windowFor(rule: CommonRule, idempotencyKey: string | undefined, at: Date): Window {
  if (!isOpenInterval(rule.interval)) return windowOf(rule.interval, new Date(rule.startTime), at)
  const key = idempotencyKey
    ? createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 32)
    : ulid(at.getTime())
  return { key, start: at }
}
