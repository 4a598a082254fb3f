import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseAmount } from '../../amount.ts'
import { count, duration, points } from '../../format.ts'
import type { Overview } from '../../replies.ts'
import type { OutcomeFilter } from '../claims/outcomes.ts'
import { Since } from '../../ui/time.tsx'

const earlier = { '1h': 'the hour before', '24h': 'the day before', '7d': 'the week before' }

/** Four numbers, each beside that of the time before, and each a way to the claims that make it. */
export function Figures({ data }: { data: Overview }) {
  const { totals, before, open, from, range } = data
  const then = earlier[range]
  // Nothing is counted yet: that is no zero.
  const isKnown = data.asOf !== null
  const notOver = open.waiting + open.underWay
  return (
    <section className="figures" aria-label="Figures">
      <Figure name="Claims settled" search={{ outcome: 'settled', from }} isKnown={isKnown}>
        <Big>{count(totals.claims.settled)}</Big>
        <Change
          {...{ now: BigInt(totals.claims.settled), before: BigInt(before.claims.settled), then }}
        />
      </Figure>
      <Figure name="Points paid" search={{ outcome: 'settled', from }} isKnown={isKnown}>
        <Points {...{ data, then }} />
      </Figure>
      <Figure
        name="Claim to settled, median"
        search={{ outcome: 'settled', from }}
        isKnown={isKnown}
      >
        <Big>{totals.medianMs === null ? '–' : duration(totals.medianMs)}</Big>
        <Note>
          {before.medianMs === null ? `none ${then}` : `${duration(before.medianMs)} ${then}`}
        </Note>
      </Figure>
      <Figure name="Not over yet" search={{ outcome: 'waiting' }} isKnown={isKnown}>
        <Big>{count(notOver)}</Big>
        <Note>
          {open.oldestAt === null || notOver === 0 ? (
            'nobody waits'
          ) : (
            <>
              {open.waiting === notOver ? 'all' : count(open.waiting)} wait, the oldest{' '}
              <Since at={open.oldestAt} />
            </>
          )}
        </Note>
      </Figure>
    </section>
  )
}

function Points({ data: { totals, before }, then }: { data: Overview; then: string }) {
  const [first, ...others] = totals.points
  if (!first) return <Big>0</Big>
  const { loyaltyCurrencyId, amount, symbol } = first
  const was = before.points.find((each) => each.loyaltyCurrencyId === loyaltyCurrencyId)
  return (
    <>
      <Big>
        {points(amount)} <small>{symbol}</small>
      </Big>
      {others.length > 0 ? (
        <Note>and {others.map((each) => `${points(each.amount)} ${each.symbol}`).join(', ')}</Note>
      ) : (
        <Change
          {...{
            now: parseAmount(amount) ?? 0n,
            before: parseAmount(was?.amount ?? '0') ?? 0n,
            then,
          }}
        />
      )}
    </>
  )
}

interface FigureProps {
  name: string
  search: { outcome: OutcomeFilter; from?: string }
  isKnown: boolean
  children: ReactNode
}

function Figure({ name, search, isKnown, children }: FigureProps) {
  return (
    <Link to="/claims" {...{ search }} className="figure">
      <span className="quiet small strong">{name}</span>
      {isKnown ? children : <Note>not known yet</Note>}
    </Link>
  )
}

function Big({ children }: { children: ReactNode }) {
  return <span className="big">{children}</span>
}

function Note({ children }: { children: ReactNode }) {
  return <span className="faint small">{children}</span>
}

function Change({ now, before, then }: { now: bigint; before: bigint; then: string }) {
  if (before <= 0n) return <Note>none {then}</Note>
  const percent = ((now - before) * 100n) / before
  if (percent === 0n) return <Note>as {then}</Note>
  return (
    <Note>
      {percent > 0n ? `↑ ${percent}` : `↓ ${-percent}`}&#8239;% on {then}
    </Note>
  )
}
