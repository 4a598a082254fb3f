import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { withQuery } from '../../api.ts'
import { useProgramme } from '../../programme.ts'
import { useGet, usePages } from '../../queries.ts'
import type { UserCount, UserStanding } from '../../replies.ts'
import { count, counted } from '../../format.ts'
import { Empty } from '../../ui/empty.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PagedGrid } from '../../ui/paged-grid.tsx'
import { Search } from '../../ui/search.tsx'
import { Segments } from '../../ui/segments.tsx'
import { askedOf } from './asked.ts'
import { columns } from './columns.tsx'
import { CurrencyChoice } from './currency-choice.tsx'
import { UserDialog } from './user-dialog.tsx'

/** Everybody, and whoever is open. */
export function Users() {
  const search = useSearch({ from: '/users' })
  const navigate = useNavigate({ from: '/users' })
  const order = search.order === 'joined' && search.q === undefined ? 'joined' : undefined
  const { websiteId, currency } = useProgramme()
  const of = { websiteId, loyaltyCurrencyId: currency }
  const query = askedOf(search, { websiteId, currency })
  const list = usePages<UserStanding>('/users/standings', query)
  const { data: all } = useGet<UserCount>(withQuery('/users/count', of))
  const open = (user: string | undefined) =>
    void navigate({ search: ({ q, order }) => ({ q, order, user }) })
  return (
    <>
      <PageHead title="Users">
        {all && `${counted(all.users, 'person', 'people')}, ${count(all.withPoints)} with points. `}
        A row opens everything that is known of somebody.
      </PageHead>
      <div className="toolbar">
        <Search
          label="Name, handle, wallet, e-mail or id"
          value={search.q ?? ''}
          onChange={(q) =>
            void navigate({ search: (now) => ({ ...now, q: q || undefined }), replace: true })
          }
        />
        {search.q === undefined && (
          <Segments
            label="Order"
            value={order ?? 'points'}
            options={{ points: 'By points', joined: 'Everybody' }}
            onChange={(next) =>
              void navigate({
                search: (now) => ({ ...now, order: next === 'joined' ? next : undefined }),
                replace: true,
              })
            }
          />
        )}
        <CurrencyChoice />
        <a className="button" href={`/api${withQuery('/users/standings/export', query)}`} download>
          <Download size={14} aria-hidden />
          CSV
        </a>
      </div>
      <div className="card">
        <PagedGrid
          {...{ label: 'Users', list, columns, bones: 12 }}
          empty={<Nobody q={search.q} order={order} />}
          total={totalOf(all, search.q, order)}
          onOpen={({ id }) => open(id)}
        />
      </div>
      {search.user !== undefined && (
        <UserDialog
          id={search.user}
          currency={currency}
          tab={search.tab ?? 'points'}
          onTab={(tab) => void navigate({ search: (now) => ({ ...now, tab }), replace: true })}
          onClose={() => open(undefined)}
        />
      )}
    </>
  )
}

function Nobody({ q, order }: { q: string | undefined; order: string | undefined }) {
  if (q !== undefined) return <NobodyFound q={q} />
  return order === 'joined' ? <NobodyYet /> : <NoPointsYet />
}

/** How many rows there will be; a search does not say. */
function totalOf(all: UserCount | undefined, q: string | undefined, order: string | undefined) {
  if (q !== undefined) return undefined
  return order === 'joined' ? all?.users : all?.withPoints
}

function NoPointsYet() {
  return (
    <Empty
      title="Nobody has points yet"
      action={
        <Link to="/users" search={{ order: 'joined' }} className="button">
          Show everybody
        </Link>
      }
    >
      Whoever is paid by a rule, by a call of the API or by hand is listed here.
    </Empty>
  )
}

function NobodyYet() {
  return (
    <Empty title="Nobody yet">
      Users are made when they connect a wallet or an account, when an event names them, or when
      your server writes to <code>POST /api/users/metadatas</code>.
    </Empty>
  )
}

function NobodyFound({ q }: { q: string }) {
  return (
    <Empty
      title={`Nobody is found by “${q}”`}
      action={
        <Link to="/users" className="button">
          Show everybody
        </Link>
      }
    >
      The beginning of a name, handle, e-mail, wallet or identifier is looked for, or a whole id.
    </Empty>
  )
}
