import { z } from 'zod'
import type { WhyNot } from '../../engine/why-not.ts'
import type { ClaimRecord } from '../../store/claims.ts'
import { instant } from '../schemas.ts'

export const gate = z.object({
  gate: z.string(),
  isOpen: z.boolean(),
  code: z.string(),
  message: z.string(),
  current: z.string(),
  needed: z.string(),
})

export const lastAttempt = z.object({
  claimId: z.string(),
  status: z.string(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  acceptedAt: instant,
  settledAt: instant.nullable(),
  evidence: z.record(z.string(), z.unknown()).nullable(),
})

/** Every gate between a user and a reward: what is there, what is needed, and a sentence. */
export const whyNot = z.object({
  loyaltyRuleId: z.string(),
  userId: z.string(),
  isClaimable: z.boolean(),
  gates: z.array(gate),
  lastAttempt: lastAttempt.nullable(),
})

export function whyNotReply(
  rule: string,
  user: string,
  { isClaimable, gates, lastAttempt: last }: WhyNot,
): z.input<typeof whyNot> {
  return {
    ...{ loyaltyRuleId: rule, userId: user, isClaimable, gates },
    lastAttempt: attemptReply(last),
  }
}

export function attemptReply(last: ClaimRecord | undefined): z.input<typeof lastAttempt> | null {
  return last
    ? {
        claimId: last._id,
        status: last.status,
        code: last.reason ?? last.waiting?.code ?? null,
        message: last.message ?? last.waiting?.message ?? null,
        acceptedAt: last.acceptedAt.toISOString(),
        settledAt: last.settledAt?.toISOString() ?? null,
        evidence: last.evidence ?? null,
      }
    : null
}
