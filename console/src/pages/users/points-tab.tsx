import { Bars } from '../../charts/bars.tsx'
import type { Bar } from '../../charts/bars.tsx'
import { counted, points, signed, words } from '../../format.ts'
import type { UserSummary } from '../../replies.ts'
import { Time } from '../../ui/time.tsx'
import { Adjust } from './adjust.tsx'

interface PointsTabProps {
  summary: UserSummary
  mayWrite: boolean
}

/** What somebody has, where it came from, and how to put it right. */
export function PointsTab({ summary, mayWrite }: PointsTabProps) {
  return (
    <div className="points-tab">
      <div>
        <Sources summary={summary} />
        <Latest summary={summary} />
      </div>
      {mayWrite && <Adjust summary={summary} />}
    </div>
  )
}

function Sources({ summary: { sources, balance } }: { summary: UserSummary }) {
  return (
    <section aria-labelledby="sources">
      <h2 id="sources">Points by source</h2>
      {sources.length === 0 && <p className="quiet">Nothing was given or taken yet.</p>}
      <Bars label="Points by source" bars={sources.flatMap(barsOf)} />
      <p className="sum-line">
        <span>Balance</span>
        <b className="num">{points(balance)}</b>
      </p>
    </section>
  )
}

/** What was given and what was taken apart from each other, so that nothing that was withdrawn is hidden in a sum. */
function barsOf(source: UserSummary['sources'][number]): Bar[] {
  const { kind, rule, group, entries, credited, debited } = source
  const name = rule ? ruleLabel(kind, rule.name) : (kinds[kind] ?? words(kind))
  const isBoth = [credited, debited].every((amount) => /[1-9]/.test(amount))
  const parts = isBoth ? [credited, `-${debited}`] : [source.amount]
  return parts.map((amount, part) => ({
    key: [kind, rule?.id, group?.id, part].join(),
    label: part === 0 ? name : `${name}, taken`,
    // A bar is a picture: the number beside it is exact.
    value: Number(amount),
    text: points(amount),
    note: part === 0 ? counted(entries, 'entry', 'entries') : '',
  }))
}

function ruleLabel(kind: string, name: string): string {
  return kind === 'claim' ? name : `${name}, ${(kinds[kind] ?? kind).toLowerCase()}`
}

const kinds: Record<string, string> = {
  transaction: 'By hand or by API',
  adjustment: 'By hand',
  reward: 'Rewards by API',
  withdrawal: 'Withdrawn',
  reversal: 'Undone',
  capture: 'Spent from holds',
  expiry: 'Expired',
}

function Latest({ summary: { latest } }: { summary: UserSummary }) {
  if (latest.length === 0) return null
  return (
    <section aria-labelledby="latest">
      <h2 id="latest">Latest</h2>
      <ul className="latest">
        {latest.slice(0, 6).map(({ id, createdAt, description, kind, amount }) => (
          <li key={id}>
            <span className="faint small">
              <Time at={createdAt} />
            </span>
            <span className="clip">{description ?? words(kind)}</span>
            <b className={`num strong ${amount.startsWith('-') ? 'minus' : 'plus'}`}>
              {signed(amount)}
            </b>
          </li>
        ))}
      </ul>
    </section>
  )
}
