import { AlertTriangle, Check, Circle, Clock, Undo2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ClaimStatus } from '../../../src/domain/claim.ts'

/** How a claim stands: a word, a shape and a colour. Red is for what a person must look at, so "not met" never is. */
export function OutcomeBadge({ status, isStuck }: { status: string; isStuck?: boolean }) {
  const { text, tone, Icon } = outcomeOf(status, isStuck)
  return (
    <span className={`badge ${tone}`}>
      <Icon size={12} strokeWidth={2.4} aria-hidden />
      {text}
    </span>
  )
}

interface Outcome {
  text: string
  tone: '' | 'ok' | 'wait' | 'bad'
  Icon: LucideIcon
}

const outcomes: Record<ClaimStatus, Outcome> = {
  accepted: { text: 'Waiting', tone: 'wait', Icon: Clock },
  processing: { text: 'Waiting', tone: 'wait', Icon: Clock },
  rewarded: { text: 'Settled', tone: 'ok', Icon: Check },
  verified: { text: 'Met', tone: 'ok', Icon: Check },
  unmet: { text: 'Not met', tone: '', Icon: Circle },
  failed: { text: 'Stuck', tone: 'bad', Icon: AlertTriangle },
  revoked: { text: 'Taken back', tone: '', Icon: Undo2 },
}

export function outcomeOf(status: string, isStuck = false): Outcome {
  const isKnown = Object.hasOwn(outcomes, status)
  const outcome = isKnown ? outcomes[status as ClaimStatus] : { ...outcomes.unmet, text: status }
  return isStuck ? outcomes.failed : outcome
}
