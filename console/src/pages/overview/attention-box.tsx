import { Link } from '@tanstack/react-router'
import { ArrowRight, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Overview } from '../../replies.ts'

type Item = Overview['attention'][number]

/** The first thing on the page: what needs a person, how much of it, and where to look. */
export function AttentionBox({ items }: { items: readonly Item[] }) {
  return (
    <section className="attention" aria-labelledby="attention">
      <h2 id="attention" className="sr">
        What needs somebody
      </h2>
      {items.length === 0 ? (
        <p className="notice">
          <Check size={14} className="plus" aria-hidden />
          <span className="quiet">Nothing needs anybody now.</span>
        </p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={`${item.code} ${item.title}`}>
              <Notice {...{ item }} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Notice({ item }: { item: Item }) {
  const { level, title, text, leadsTo } = item
  const content = (
    <>
      <span
        className={`dot ${level}`}
        role="img"
        aria-label={level === 'bad' ? 'Trouble' : 'Note'}
      />
      <span className="grow break">
        <b>{title}</b> <span className="quiet">{text}</span>
      </span>
      {leadsTo && <ArrowRight size={14} aria-hidden />}
    </>
  )
  return leadsTo ? (
    <Target {...{ leadsTo }}>{content}</Target>
  ) : (
    <div className="notice">{content}</div>
  )
}

function Target({
  leadsTo,
  children,
}: {
  leadsTo: NonNullable<Item['leadsTo']>
  children: ReactNode
}) {
  const className = 'notice'
  switch (leadsTo.to) {
    case 'rule':
      return <Link to="/rules/$id" params={{ id: leadsTo.id }} {...{ className, children }} />
    case 'rules':
      return <Link to="/rules" search={{ is: leadsTo.is }} {...{ className, children }} />
    case 'claims': {
      const { outcome, source, from } = leadsTo
      const search = {
        outcome: outcome ?? undefined,
        source: source ?? undefined,
        from: from ?? undefined,
      }
      return <Link to="/claims" {...{ search, className, children }} />
    }
  }
}
