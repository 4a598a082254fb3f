import { claimIdOf } from '../domain/claim.ts'
import { isOpenInterval, windowOf } from '../domain/window.ts'
import type { Ledger } from '../ledger/types.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import { open, shut } from './gates.ts'
import type { Gate } from './gates.ts'
import { capGate, gatesOf } from './rule-gates.ts'
import { ruleOf } from './stored-rule.ts'

export interface WhyNot {
  /** Whether a claim that is made now would be looked at. */
  isClaimable: boolean
  gates: Gate[]
  lastAttempt: ClaimRecord | undefined
}

export interface WhyNotOptions {
  store: Store
  ledger: Ledger
  now: () => Date
}

/** Says of every gate between a user and a reward where it stands. */
export function createWhyNot({ store, ledger, now }: WhyNotOptions) {
  return async function whyNot(record: RuleRecord, user: UserRecord): Promise<WhyNot> {
    const rule = ruleOf(record)
    const at = now()
    const attempts = await store.claims.ofUser(record.org, user._id, [record._id])
    const lastAttempt = attempts
      .toSorted((a, b) => a.acceptedAt.getTime() - b.acceptedAt.getTime())
      .at(-1)
    const current = currentOf(rule, user, attempts, at)
    const gates = [
      ...(await gatesOf(store, record, user, at, Promise.resolve(current))),
      await capGate(ledger, record, rule, user, await decimalsOf(record.org, rule), at),
    ]
    return {
      isClaimable: gates.every(({ isOpen }) => isOpen),
      gates: [...gates, evidenceGate(lastAttempt)],
      lastAttempt,
    }
  }

  async function decimalsOf(org: string, { loyaltyCurrencyId: id }: CommonRule): Promise<number> {
    return (id ? await store.currencies.find(org, id) : null)?.decimals ?? 0
  }
}

export type ExplainWhyNot = ReturnType<typeof createWhyNot>

/** The claim of the window that is open now; windows that are named by requests are never spent beforehand. */
function currentOf(
  { id, interval, startTime }: CommonRule,
  user: UserRecord,
  attempts: readonly ClaimRecord[],
  at: Date,
): ClaimRecord | undefined {
  if (isOpenInterval(interval)) return undefined
  const { key } = windowOf(interval, new Date(startTime), at)
  return attempts.find(({ _id }) => _id === claimIdOf(id, user._id, key))
}

/** What was seen at the last look. It does not keep anybody from asking for another one. */
function evidenceGate(attempt: ClaimRecord | undefined): Gate {
  const needed = 'what the rule asks for'
  if (!attempt) return open('evidence', 'not looked at yet', needed, 'nothing was looked at yet')
  const { status, reason, message, waiting } = attempt
  if (status === 'unmet' || status === 'failed' || status === 'revoked') {
    return shut('evidence', reason ?? status, status, needed, message ?? status)
  }
  if (waiting && (status === 'accepted' || status === 'processing')) {
    return shut('evidence', waiting.code, 'waiting', needed, waiting.message)
  }
  return open('evidence', status, needed, message ?? 'the last look found nothing missing')
}
