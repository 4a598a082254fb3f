import type { Outcome, Settled } from '../src/domain/claim.ts'
import type { Failure } from '../src/domain/failure.ts'
import type { Posted } from '../src/ledger/types.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Due } from './postings.ts'

/** What settling one claim comes to: what the workflow should know, and the claim's new state. */
export interface Settlement {
  settled: Settled
  set?: Partial<ClaimRecord> | undefined
  unset?: readonly (keyof ClaimRecord)[] | undefined
  entries?: readonly string[] | undefined
}

export function rewarded(
  { claim, outcome }: Due,
  posted: Posted | undefined,
  at: Date,
): Settlement {
  const { rewards, steps, message } = outcome
  const entry = posted?.entries[0]
  const isCut = entry?.asked !== undefined && entry.asked !== entry.amount
  return {
    settled: { claim: claim._id, status: 'rewarded' },
    set: {
      status: 'rewarded',
      settledAt: at,
      lastSeenAt: at,
      rewards: [...rewards],
      steps: [...steps],
      ...(message ? { message } : {}),
      ...(isCut ? { cut: { asked: String(entry.asked), given: String(entry.amount) } } : {}),
    },
    unset: ['waiting', 'reason', 'suspect', ...(message ? [] : (['message'] as const))],
    entries: entry ? [entry.id] : [],
  }
}

export function refused({ claim }: Due, { code, message }: Failure, at: Date): Settlement {
  return ended(claim._id, 'unmet', code, message, at)
}

/** What a claim comes to that is not paid. */
export function withoutReward(
  id: string,
  claim: ClaimRecord | undefined,
  outcome: Outcome,
  at: Date,
): Settlement {
  // A claim that was paid is never made unpaid by a later, slower run of the same claim.
  if (claim?.status === 'rewarded') return { settled: { claim: id, status: 'rewarded' } }
  switch (outcome.status) {
    case 'rewarded':
      return { settled: { claim: id, status: 'rewarded' } }
    case 'verified':
      return {
        settled: { claim: id, status: 'verified' },
        set: { status: 'verified', message: outcome.message ?? 'verified', settledAt: at },
        unset: ['waiting', 'reason'],
      }
    case 'unmet':
      return ended(id, 'unmet', outcome.reason, outcome.message, at)
    case 'failed':
      return ended(id, 'failed', outcome.code, outcome.message, at)
    case 'waiting':
      return waiting(id, claim, outcome, at)
  }
}

function ended(
  id: string,
  status: 'unmet' | 'failed',
  reason: string,
  message: string,
  at: Date,
): Settlement {
  return {
    settled: { claim: id, status, reason },
    set: { status, reason, message, settledAt: at },
    unset: ['waiting'],
  }
}

function waiting(
  id: string,
  claim: ClaimRecord | undefined,
  { until, reason, message }: Extract<Outcome, { status: 'waiting' }>,
  at: Date,
): Settlement {
  const since = claim?.waiting?.since ?? at
  return {
    settled: { claim: id, status: 'waiting', reason, until },
    set: { waiting: { code: reason, message, since, until: new Date(until) } },
  }
}
