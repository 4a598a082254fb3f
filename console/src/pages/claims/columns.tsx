import { duration, points, signed } from '../../format.ts'
import type { ListedClaim } from '../../replies.ts'
import type { Column } from '../../ui/grid.tsx'
import { OutcomeBadge } from '../../ui/outcome-badge.tsx'
import { sentence } from '../../ui/problem-box.tsx'
import { Since } from '../../ui/time.tsx'

export const columns: readonly Column<ListedClaim>[] = [
  {
    key: 'outcome',
    head: 'Outcome',
    width: '104px',
    cell: ({ status }) => <OutcomeBadge status={status} />,
  },
  {
    key: 'rule',
    head: 'Rule and user',
    width: 'minmax(110px, 1.2fr)',
    cell: ({ rule, user }) => (
      <>
        <span className="strong">{rule.name}</span>
        <br />
        <span className="faint small">{user.name ?? user.id}</span>
      </>
    ),
  },
  {
    key: 'because',
    head: 'Because',
    width: 'minmax(0, 1.6fr)',
    isWide: true,
    cell: ({ message, code }) => (
      <span className="quiet" title={code ?? undefined}>
        {message === null ? '' : sentence(message)}
      </span>
    ),
  },
  {
    key: 'reward',
    head: 'Reward',
    width: '110px',
    isNumber: true,
    cell: ({ rewards }) => <span className="strong">{rewards.map(rewardText).join(', ')}</span>,
  },
  {
    key: 'took',
    head: 'Took',
    width: '70px',
    isNumber: true,
    isWide: true,
    cell: ({ tookMs }) => <span className="faint">{tookMs === null ? '' : duration(tookMs)}</span>,
  },
  {
    key: 'ago',
    head: 'Asked',
    width: '70px',
    isNumber: true,
    isWide: true,
    cell: ({ acceptedAt }) => <Since at={acceptedAt} />,
  },
]

function rewardText({ type, amount, factor }: ListedClaim['rewards'][number]): string {
  if (type === 'points') return signed(amount ?? '0')
  return type === 'multiplier' ? `x${points(factor ?? '1')}` : 'badge'
}
