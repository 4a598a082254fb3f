import type { Rule } from '../../replies.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { TrustMark } from '../../ui/trust-mark.tsx'
import { statusOf } from '../rules/status.ts'
import { StatusBadge } from '../rules/status-badge.tsx'
import { BringBack } from './bring-back.tsx'
import { PauseButton } from './pause-button.tsx'
import { standingOf } from './standing.ts'

/** What the rule is called, how it stands, and what that means for members. */
export function RuleHead({
  rule,
  trust,
  mayWrite,
}: {
  rule: Rule
  trust: string
  mayWrite: boolean
}) {
  const status = statusOf(rule)
  const standing = standingOf(rule, status)
  const isOver = status === 'ended' || status === 'deleted'
  return (
    <PageHead
      title={rule.name}
      actions={
        mayWrite &&
        (status === 'deleted' ? <BringBack rule={rule} /> : !isOver && <PauseButton rule={rule} />)
      }
    >
      <p className="row wrap">
        <StatusBadge status={status} />
        <code>{rule.type}</code>
        <TrustMark trust={trust} />
        <span>version {rule.version}</span>
      </p>
      {standing !== undefined && <p>{standing}</p>}
    </PageHead>
  )
}
