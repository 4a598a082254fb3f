import { Link, useNavigate } from '@tanstack/react-router'
import { Columns } from '../../charts/columns.tsx'
import type { Kind } from '../../charts/kinds.ts'
import { clock, day, dayAndClock } from '../../format.ts'
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
  const spanOf = range === '7d' ? dayAndClock : clock
  const textOf = range === '7d' ? day : clock
  const columns = series.map((column) => ({
    key: column.from,
    text: textOf(column.from),
    span: `${spanOf(column.from)} to ${spanOf(column.until)} UTC`,
    values: { ...column, from: 0, until: 0, open: column.waiting + column.underWay },
  }))
  // Few programmes ever take anything back.
  const shown = kinds.filter(
    ({ key }) => key !== 'revoked' || series.some(({ revoked }) => revoked > 0),
  )
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
        {...{ kinds: shown, columns }}
        onOpen={open}
      />
    </section>
  )
}
