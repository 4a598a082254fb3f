import { duration, points, signed } from '../../format.ts'
import type { ListedClaim } from '../../replies.ts'
import type { Column } from '../../ui/grid.tsx'
import { OutcomeBadge } from '../../ui/outcome-badge.tsx'
import { sentence } from '../../ui/problem-box.tsx'
import { Since } from '../../ui/time.tsx'

/** The same with a box before each, where something can be done with several. */
export function choosable(
  chosen: ReadonlySet<string>,
  onChoose: (claim: ListedClaim) => void,
): readonly Column<ListedClaim>[] {
  const box: Column<ListedClaim> = {
    key: 'choose',
    head: <span className="sr">Chosen</span>,
    width: '24px',
    cell: (claim) => (
      // With the keyboard it is the space bar on the row. A click beside the box does not open the row either.
      <label className="choose" onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Choose ${claim.rule.name}, ${claim.user.name ?? claim.user.id}`}
          checked={chosen.has(claim.id)}
          onChange={() => onChoose(claim)}
        />
      </label>
    ),
  }
  return [box, ...columns]
}

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
