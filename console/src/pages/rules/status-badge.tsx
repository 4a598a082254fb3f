import type { RuleStatus } from './status.ts'

const looks: Record<RuleStatus, { text: string; tone: string }> = {
  live: { text: 'Live', tone: 'ok' },
  scheduled: { text: 'Scheduled', tone: 'accent' },
  paused: { text: 'Paused', tone: 'wait' },
  ended: { text: 'Ended', tone: '' },
  deleted: { text: 'Deleted', tone: '' },
}

export function StatusBadge({ status }: { status: RuleStatus }) {
  const { text, tone } = looks[status]
  return <span className={`badge ${tone}`}>{text}</span>
}
