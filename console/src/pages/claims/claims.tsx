import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { usePages } from '../../queries.ts'
import type { ListedClaim } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Grid } from '../../ui/grid.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { columns } from './columns.tsx'
import { statusesOf } from './outcomes.ts'

/** Every attempt at a reward, newest first. */
export function Claims() {
  const { outcome = 'all', rule, user } = useSearch({ from: '/claims' })
  const navigate = useNavigate({ from: '/claims' })
  const statuses = statusesOf[outcome]
  const list = usePages<ListedClaim>('/loyalty/claims', {
    ruleId: rule,
    userId: user,
    status: statuses,
  })
  const isNarrow = rule !== undefined || user !== undefined
  return (
    <>
      <PageHead title="Claims">Every attempt at a reward. A row opens its receipt.</PageHead>
      <div className="toolbar">
        <Segments
          label="Outcome"
          value={outcome}
          options={{
            all: 'All',
            settled: 'Settled',
            unmet: 'Not met',
            waiting: 'Waiting',
            stuck: 'Stuck',
            revoked: 'Taken back',
          }}
          onChange={(next) =>
            void navigate({
              search: (now) => ({ ...now, outcome: next === 'all' ? undefined : next }),
              replace: true,
            })
          }
        />
        {isNarrow && (
          <Link
            to="/claims"
            search={{ outcome: outcome === 'all' ? undefined : outcome }}
            className="button small"
          >
            Of {rule === undefined ? 'one user' : 'one rule'}: show all
          </Link>
        )}
      </div>
      <div className="card">
        <List list={list} isFiltered={isNarrow || statuses !== undefined} />
      </div>
    </>
  )
}

interface ListProps {
  list: ReturnType<typeof usePages<ListedClaim>>
  isFiltered: boolean
}

function List({ list, isFiltered }: ListProps) {
  const { rows, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const navigate = useNavigate()
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (!rows) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={12} />
  }
  if (rows.length === 0) return isFiltered ? <NoneSo /> : <NoneYet />
  return (
    <Grid
      {...{ label: 'Claims', rows, columns }}
      total={hasNextPage ? undefined : rows.length}
      onOpen={({ id }) => void navigate({ to: '/claims/$id', params: { id } })}
      onEnd={more}
    />
  )
}

function NoneYet() {
  return (
    <Empty title="No claims yet">
      A claim is made when a user asks for a reward, when a sweep finds them, or when an event is
      counted.
    </Empty>
  )
}

function NoneSo() {
  return (
    <Empty
      title="No claim is like that"
      action={
        <Link to="/claims" className="button">
          Show all
        </Link>
      }
    >
      Claims of other outcomes are not shown.
    </Empty>
  )
}
