import type { ClaimStatus } from '../../../../src/domain/claim.ts'

export type OutcomeFilter = 'all' | 'settled' | 'unmet' | 'waiting' | 'stuck' | 'revoked'

/** What people call them, in the order of their filter. */
export const outcomeNames: Record<OutcomeFilter, string> = {
  all: 'All',
  settled: 'Settled',
  unmet: 'Not met',
  waiting: 'Waiting',
  stuck: 'Stuck',
  revoked: 'Taken back',
}

/** Which statuses people mean by an outcome. */
export const statusesOf: Record<OutcomeFilter, readonly ClaimStatus[] | undefined> = {
  all: undefined,
  settled: ['rewarded', 'verified'],
  unmet: ['unmet'],
  waiting: ['accepted', 'processing'],
  stuck: ['failed'],
  revoked: ['revoked'],
}

export function isOutcome(value: unknown): value is OutcomeFilter {
  return typeof value === 'string' && Object.hasOwn(statusesOf, value)
}
