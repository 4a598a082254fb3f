import { Link, useNavigate } from '@tanstack/react-router'
import { Columns } from '../../charts/columns.tsx'
import type { Kind } from '../../charts/columns.tsx'
import { clock, dayAndClock } from '../../format.ts'
import type { Overview } from '../../replies.ts'

const kinds: readonly Kind[] = [
  { key: 'settled', text: 'Settled', tone: 'settled' },
  { key: 'notMet', text: 'Not met', tone: 'unmet' },
  { key: 'open', text: 'Waiting', tone: 'waiting' },
  { key: 'failed', text: 'Stuck', tone: 'stuck' },
  { key: 'revoked', text: 'Taken back', tone: 'revoked' },
]

const wholes = { '1h': 'last hour', '24h': 'last 24 hours', '7d': 'last 7 days' }

/** Claims by when they were made and how they stand. */
export function Outcomes({ data: { series, range, from } }: { data: Overview }) {
  const navigate = useNavigate()
  const textOf = range === '7d' ? dayAndClock : clock
  const columns = series.map((column) => ({
    key: column.from,
    text: textOf(column.from),
    span: `${textOf(column.from)} to ${textOf(column.until)} UTC`,
    values: { ...column, from: 0, until: 0, open: column.waiting + column.underWay },
  }))
  const open = (index: number) => {
    const column = series[index]
    if (!column) return
    void navigate({ to: '/claims', search: { from: column.from, until: column.until } })
  }
  return (
    <section className="card two" aria-labelledby="outcomes">
      <header>
        <h2 id="outcomes">Claims by outcome</h2>
        <Link to="/claims" search={{ from }} className="link small">
          All of them
        </Link>
      </header>
      <Columns
        label={`Claims by outcome, ${wholes[range]}`}
        whole={wholes[range]}
        {...{ kinds, columns }}
        onOpen={open}
      />
    </section>
  )
}
