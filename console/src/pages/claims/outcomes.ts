import type { ClaimStatus } from '../../../../src/domain/claim.ts'

export type OutcomeFilter = 'all' | 'settled' | 'unmet' | 'waiting' | 'stuck' | 'revoked'

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
