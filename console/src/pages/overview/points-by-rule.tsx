import { Link } from '@tanstack/react-router'
import { Bars } from '../../charts/bars.tsx'
import { counted, points } from '../../format.ts'
import type { Overview } from '../../replies.ts'

const most = 8

/** Which rules paid most. */
export function PointsByRule({ data: { pointsByRule, from } }: { data: Overview }) {
  const more = pointsByRule.length - most
  return (
    <section className="card" aria-labelledby="points-by-rule">
      <header>
        <h2 id="points-by-rule">Points by rule</h2>
        <Link to="/rules" className="link small">
          All rules
        </Link>
      </header>
      {pointsByRule.length === 0 ? (
        <p className="quiet inset">No rule paid points in this time.</p>
      ) : (
        <Bars
          label="Points by rule"
          bars={pointsByRule.slice(0, most).map(({ rule, loyaltyCurrencyId, symbol, amount }) => ({
            key: `${rule.id} ${loyaltyCurrencyId}`,
            label: (
              <Link to="/claims" search={{ rule: rule.id, outcome: 'settled', from }}>
                {rule.name}
              </Link>
            ),
            value: Number(amount),
            text: `${points(amount)} ${symbol}`,
          }))}
        />
      )}
      {more > 0 && <p className="faint small inset">and {counted(more, 'more rule')}</p>}
    </section>
  )
}
