import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { count } from '../../format.ts'
import { useProgramme } from '../../programme.ts'
import { usePages, useSession } from '../../queries.ts'
import type { ListedClaim } from '../../replies.ts'
import { Empty } from '../../ui/empty.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PagedGrid } from '../../ui/paged-grid.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Bulk } from './bulk.tsx'
import { choosable, columns } from './columns.tsx'
import { filterOf, narrowingOf } from './filter.ts'
import { outcomeNames, statusesOf } from './outcomes.ts'
import { useChosen } from './use-chosen.ts'
import { useClaimNews } from './use-claim-news.ts'

/** Every attempt at a reward, newest first. */
export function Claims() {
  const search = useSearch({ from: '/claims' })
  const { outcome = 'all' } = search
  const navigate = useNavigate({ from: '/claims' })
  const { websiteId } = useProgramme()
  const filter = { ...filterOf(search), websiteId }
  const narrowing = narrowingOf(search)
  const list = usePages<ListedClaim>('/loyalty/claims', filter)
  const { rule, user, source, until } = search
  const news = useClaimNews(list.rows, {
    ...{ statuses: statusesOf[outcome], rule, user, website: websiteId },
    // What is told of a claim does not say which platform was asked; and what is new is none of the past.
    isOpen: source === undefined && until === undefined,
  })
  const [restarts, setRestarts] = useState(0)
  const restart = async () => {
    await list.restart()
    news.forget()
    setRestarts((count) => count + 1)
  }
  const isFiltered = narrowing !== undefined || outcome !== 'all'
  const { data: session } = useSession()
  const { chosen, choose, chooseNone } = useChosen(JSON.stringify(filter))
  const withBoxes = useMemo(() => choosable(chosen, choose), [chosen, choose])
  const mayWrite = session?.mayWrite ?? false
  return (
    <>
      <PageHead title="Claims">Every attempt at a reward. A row opens its receipt.</PageHead>
      <div className="toolbar">
        <Segments
          label="Outcome"
          value={outcome}
          options={outcomeNames}
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
        {news.count > 0 && (
          <button type="button" className="button small" onClick={() => void restart()}>
            {count(news.count)}
            {news.isMore && '+'} new
          </button>
        )}
        {narrowing && (
          <Link
            to="/claims"
            search={{ outcome: outcome === 'all' ? undefined : outcome }}
            className="button small"
          >
            {narrowing}: show all
          </Link>
        )}
        {mayWrite && (
          <Bulk {...{ chosen, filter: isFiltered ? filter : undefined }} onNone={chooseNone} />
        )}
      </div>
      <div className="card">
        <PagedGrid
          key={restarts}
          {...{ label: 'Claims', bones: 12 }}
          list={{ ...list, rows: news.rows }}
          columns={mayWrite ? withBoxes : columns}
          onSpace={mayWrite ? choose : undefined}
          empty={isFiltered ? <NoneSo /> : <NoneYet />}
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
