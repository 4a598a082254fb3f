import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { usePages } from '../../queries.ts'
import type { ListedClaim } from '../../replies.ts'
import { Empty } from '../../ui/empty.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PagedGrid } from '../../ui/paged-grid.tsx'
import { Segments } from '../../ui/segments.tsx'
import { columns } from './columns.tsx'
import { filterOf, narrowingOf } from './filter.ts'

/** Every attempt at a reward, newest first. */
export function Claims() {
  const search = useSearch({ from: '/claims' })
  const { outcome = 'all' } = search
  const navigate = useNavigate({ from: '/claims' })
  const list = usePages<ListedClaim>('/loyalty/claims', filterOf(search))
  const narrowing = narrowingOf(search)
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
              search: (now) => ({
                ...now,
                ...{ outcome: next === 'all' ? undefined : next, source: undefined },
              }),
              replace: true,
            })
          }
        />
        {narrowing && (
          <Link
            to="/claims"
            search={{ outcome: outcome === 'all' ? undefined : outcome }}
            className="button small"
          >
            {narrowing}: show all
          </Link>
        )}
      </div>
      <div className="card">
        <PagedGrid
          {...{ label: 'Claims', list, columns, bones: 12 }}
          empty={narrowing || outcome !== 'all' ? <NoneSo /> : <NoneYet />}
          onOpen={({ id }) => void navigate({ to: '/claims/$id', params: { id } })}
        />
      </div>
    </>
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
