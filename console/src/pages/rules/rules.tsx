import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { Spark } from '../../charts/spark.tsx'
import { count, percent, points } from '../../format.ts'
import { useProgramme } from '../../programme.ts'
import { usePages, useSession } from '../../queries.ts'
import type { ListedRule } from '../../replies.ts'
import { Empty } from '../../ui/empty.tsx'
import type { Column } from '../../ui/grid.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PagedGrid } from '../../ui/paged-grid.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Since } from '../../ui/time.tsx'
import { askedOf } from './asked.ts'
import { statusOf } from './status.ts'
import { StatusBadge } from './status-badge.tsx'

/** What members can do, and what it earns. */
export function Rules() {
  const search = useSearch({ from: '/rules' })
  const { is = 'all' } = search
  const navigate = useNavigate({ from: '/rules' })
  const { data: session } = useSession()
  const { websiteId } = useProgramme()
  const list = usePages<ListedRule>('/loyalty/rules', askedOf(search, websiteId))
  return (
    <>
      <PageHead
        title="Rules"
        actions={
          session?.mayWrite && (
            <Link to="/rules/new" className="button primary">
              <Plus size={16} aria-hidden />
              New rule
            </Link>
          )
        }
      >
        What members can do, and what it earns.
      </PageHead>
      <div className="toolbar">
        <Segments
          label="Which"
          value={is}
          options={{ all: 'All', active: 'Running', idle: 'Not running' }}
          onChange={(next) =>
            void navigate({ search: next === 'all' ? {} : { is: next }, replace: true })
          }
        />
      </div>
      <div className="card">
        <PagedGrid
          {...{ label: 'Rules', list, columns, bones: 10 }}
          empty={is === 'all' ? <NoneYet /> : <NoneSo />}
          onOpen={({ id }) => void navigate({ to: '/rules/$id', params: { id } })}
        />
      </div>
    </>
  )
}

function NoneYet() {
  return (
    <Empty
      title="No rules yet"
      action={
        <Link to="/rules/new" className="button primary">
          New rule
        </Link>
      }
    >
      A rule says what members do, how it is verified, and what they get for it.
    </Empty>
  )
}

function NoneSo() {
  return (
    <Empty
      title="No rule is like that"
      action={
        <Link to="/rules" className="button">
          Show all
        </Link>
      }
    >
      Rules run when they have started, have not ended and are not paused.
    </Empty>
  )
}

const columns: readonly Column<ListedRule>[] = [
  {
    key: 'rule',
    head: 'Rule',
    width: 'minmax(140px, 2fr)',
    cell: ({ name, type }) => (
      <>
        <span className="strong">{name}</span>
        <br />
        <code className="faint">{type}</code>
      </>
    ),
  },
  {
    key: 'status',
    head: 'Status',
    width: '100px',
    cell: (rule) => <StatusBadge status={statusOf(rule)} />,
  },
  {
    key: 'paid',
    head: 'A user is paid',
    width: 'minmax(0, 1fr)',
    isWide: true,
    cell: ({ interval }) => interval.replaceAll('_', ' '),
  },
  {
    key: 'amount',
    head: 'Reward',
    width: '110px',
    isNumber: true,
    isWide: true,
    cell: ({ amount, rewardType }) => (
      <>
        <span className="strong">{points(String(amount))}</span>{' '}
        {rewardType !== 'points' && <span className="faint small">{rewardType}</span>}
      </>
    ),
  },
  {
    key: 'claims',
    head: 'Claims, 24 h',
    width: '130px',
    isWide: true,
    cell: ({ stats }) =>
      stats && (
        <span className="row">
          <Spark values={stats.series} />
          {count(stats.series.reduce((sum, claims) => sum + claims, 0))}
        </span>
      ),
  },
  {
    key: 'met',
    head: 'Met',
    width: '56px',
    isNumber: true,
    isWide: true,
    cell: ({ stats }) => (stats?.metRate == null ? '–' : percent(stats.metRate)),
  },
  {
    key: 'points',
    head: 'Points, 24 h',
    width: '100px',
    isNumber: true,
    isWide: true,
    cell: ({ stats }) => stats?.points.map(({ amount }) => points(amount)).join(', ') || '0',
  },
  {
    key: 'changed',
    head: 'Changed',
    width: '80px',
    isNumber: true,
    isWide: true,
    cell: ({ updatedAt }) => <Since at={updatedAt} />,
  },
]
