import { count, points, short } from '../../format.ts'
import type { UserStanding } from '../../replies.ts'
import type { Column } from '../../ui/grid.tsx'
import { Since } from '../../ui/time.tsx'
import { nameOf, platformName } from './user-name.ts'

export const columns: readonly Column<UserStanding>[] = [
  {
    key: 'rank',
    head: 'Rank',
    width: '72px',
    isNumber: true,
    isWide: true,
    cell: ({ rank }) => <span className="faint">{rank === null ? '' : count(rank)}</span>,
  },
  {
    key: 'user',
    head: 'User',
    width: 'minmax(120px, 2fr)',
    cell: (user) => (
      <>
        <span className="strong">{nameOf(user)}</span>{' '}
        {user.isBlocked && <span className="badge bad">Blocked</span>}
        <br />
        <span className="faint small mono">{short(user.walletAddress ?? user.id)}</span>
      </>
    ),
  },
  {
    key: 'connected',
    head: 'Connected',
    width: 'minmax(0, 1.4fr)',
    isWide: true,
    cell: ({ walletAddress, platforms }) =>
      [...(walletAddress === null ? [] : ['Wallet']), ...platforms.map(platformName)].join(', '),
  },
  {
    key: 'claims',
    head: 'Claims',
    width: '80px',
    isNumber: true,
    isWide: true,
    cell: ({ claims }) => count(claims),
  },
  {
    key: 'points',
    head: 'Points',
    width: '172px',
    isNumber: true,
    cell: ({ amount }) =>
      amount === null ? '–' : <span className="strong">{points(amount)}</span>,
  },
  {
    key: 'last',
    head: 'Last claim',
    width: '90px',
    isNumber: true,
    isWide: true,
    cell: ({ lastClaimAt }) => (lastClaimAt === null ? '–' : <Since at={lastClaimAt} />),
  },
]
