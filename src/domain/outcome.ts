import type { Finding, Findings, Outcome } from './claim.ts'
import { decide } from './decide.ts'
import { isRetried } from './failure.ts'

/** How long a claim that is refused a moment ago is left alone, when the vendor did not say. */
const defaultWaitSeconds = 60

/** What a finding comes to at that time (milliseconds): what was promised for it, or why it has to wait, or cannot be known. */
export function outcomeOf(terms: Findings['terms'], finding: Finding, at: number): Outcome {
  if ('verdict' in finding) return decide(terms, finding.verdict, finding.standing)
  const { code, message, retryAfterSeconds } = finding.failure
  if (!isRetried(code)) return { status: 'failed', code, message }
  const wait = Math.max(retryAfterSeconds ?? defaultWaitSeconds, 1)
  const until = new Date(at + wait * 1000).toISOString()
  return { status: 'waiting', until, reason: code, message }
}
