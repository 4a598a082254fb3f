import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useCallback } from 'react'
import { points } from '../../format.ts'
import { usePages, useSession } from '../../queries.ts'
import type { Rule } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Grid } from '../../ui/grid.tsx'
import type { Column } from '../../ui/grid.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Since } from '../../ui/time.tsx'
import { statusOf } from './status.ts'
import { StatusBadge } from './status-badge.tsx'

/** What members can do, and what it earns. */
export function Rules() {
  const { is = 'all' } = useSearch({ from: '/rules' })
  const navigate = useNavigate({ from: '/rules' })
  const { data: session } = useSession()
  const isActive = is === 'active' ? 'true' : is === 'idle' ? 'false' : undefined
  const list = usePages<Rule>('/loyalty/rules', { isActive })
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
        <List list={list} isFiltered={isActive !== undefined} />
      </div>
    </>
  )
}

interface ListProps {
  list: ReturnType<typeof usePages<Rule>>
  isFiltered: boolean
}

function List({ list, isFiltered }: ListProps) {
  const { rows, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const navigate = useNavigate()
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!rows) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={10} />
  }
  if (rows.length === 0) return isFiltered ? <NoneSo /> : <NoneYet />
  return (
    <Grid
      {...{ label: 'Rules', rows, columns }}
      total={hasNextPage ? undefined : rows.length}
      onOpen={({ id }) => void navigate({ to: '/rules/$id', params: { id } })}
      onEnd={more}
    />
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

const columns: readonly Column<Rule>[] = [
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
    key: 'version',
    head: 'Version',
    width: '70px',
    isNumber: true,
    isWide: true,
    cell: ({ version }) => version,
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
