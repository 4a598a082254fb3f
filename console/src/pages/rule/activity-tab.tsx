import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { count, sentence } from '../../format.ts'
import { useGet, usePages } from '../../queries.ts'
import type { ClaimReasons, ListedClaim, Rule } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Empty } from '../../ui/empty.tsx'
import { PagedGrid } from '../../ui/paged-grid.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Since } from '../../ui/time.tsx'
import { columns } from '../claims/columns.tsx'
import { outcomeNames, statusesOf } from '../claims/outcomes.ts'
import { pathOfRule } from './path-of-rule.ts'

/** What became of the claims of a rule, and what keeps users from its reward. */
export function ActivityTab({ rule }: { rule: Rule }) {
  const { outcome = 'all' } = useSearch({ from: '/rules/$id' })
  const navigate = useNavigate({ from: '/rules/$id' })
  const status = statusesOf[outcome]
  const list = usePages<ListedClaim>('/loyalty/claims', { ruleId: rule.id, status })
  return (
    <div className="stack activity">
      <Reasons rule={rule} />
      <div className="toolbar">
        <Segments
          label="Outcome"
          value={outcome}
          options={outcomeNames}
          onChange={(next) =>
            void navigate({
              search: { tab: 'activity', outcome: next === 'all' ? undefined : next },
              replace: true,
            })
          }
        />
      </div>
      <div className="card">
        <PagedGrid
          {...{ label: 'Claims', list, columns, bones: 8 }}
          empty={<NoClaims isNarrow={outcome !== 'all'} />}
          onOpen={({ id }) => void navigate({ to: '/claims/$id', params: { id } })}
        />
      </div>
    </div>
  )
}

function Reasons({ rule }: { rule: Rule }) {
  const found = useGet<ClaimReasons>(`${pathOfRule(rule.id)}/reasons`)
  const { data: told, error, refetch } = found
  if (told?.data.length === 0) return null
  return (
    <section className="card">
      <header>
        <h2>Why it was not paid</h2>
      </header>
      {error && !told && <ProblemBox error={error} retry={() => void refetch()} />}
      {!error && !told && <Bones rows={3} />}
      {told && (
        <>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Because</th>
                <th scope="col" className="wide">
                  Code
                </th>
                <th scope="col" className="num">
                  Claims
                </th>
                <th scope="col" className="num">
                  Last
                </th>
              </tr>
            </thead>
            <tbody>
              {told.data.map((reason) => (
                <Reason key={`${reason.status} ${reason.code}`} reason={reason} />
              ))}
            </tbody>
          </table>
          {told.isMore && (
            <p className="quiet small pad">Counted over the newest 1,000 claims of each kind.</p>
          )}
        </>
      )}
    </section>
  )
}

function Reason({ reason }: { reason: ClaimReasons['data'][number] }) {
  const { status, code, message, lastAt } = reason
  const outcome = status === 'failed' ? 'stuck' : 'unmet'
  return (
    <tr>
      <td className="break">
        {message === null ? code : sentence(message)}
        {status === 'failed' && <span className="badge bad">Stuck</span>}
      </td>
      <td className="wide">
        <code className="faint">{code}</code>
      </td>
      <td className="num">
        <Link from="/rules/$id" to="." search={{ tab: 'activity', outcome }} className="link">
          {count(reason.count)}
        </Link>
      </td>
      <td className="num">
        <Since at={lastAt} />
      </td>
    </tr>
  )
}

function NoClaims({ isNarrow }: { isNarrow: boolean }) {
  if (isNarrow) {
    return (
      <Empty
        title="No claim is like that"
        action={
          <Link from="/rules/$id" to="." search={{ tab: 'activity' }} className="button">
            Show all
          </Link>
        }
      >
        Claims of other outcomes are not shown.
      </Empty>
    )
  }
  return (
    <Empty title="No claims yet">
      What members claim of this rule is listed here, with its outcome and its receipt.
    </Empty>
  )
}
