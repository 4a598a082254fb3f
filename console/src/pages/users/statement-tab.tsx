import { useState } from 'react'
import { points, signed, words } from '../../format.ts'
import { usePages } from '../../queries.ts'
import type { StatementLine, UserSummary } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Empty } from '../../ui/empty.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { Time } from '../../ui/time.tsx'
import { UndoDialog } from './undo-dialog.tsx'

/** Every entry of the account, newest first, and what it came to after each. */
export function StatementTab({ summary, mayWrite }: { summary: UserSummary; mayWrite: boolean }) {
  const [undone, setUndone] = useState<StatementLine>()
  const list = usePages<StatementLine>(
    `/loyalty/accounts/${encodeURIComponent(summary.user.id)}/statement`,
    { loyaltyCurrencyId: summary.currency.id },
    ({ seq }) => String(seq),
  )
  const { rows, error, refetch } = list
  if (!rows) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={8} />
  }
  if (rows.length === 0) {
    return <Empty title="No entries yet">The first points write the first line.</Empty>
  }
  return (
    <>
      <div className="scroll-x" role="region" aria-label="Statement" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th className="wide">#</th>
              <th>When, UTC</th>
              <th>What</th>
              <th className="num">Points</th>
              <th className="num wide">Balance</th>
              <th>
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <Line key={line.id} line={line} onUndo={mayWrite ? setUndone : undefined} />
            ))}
          </tbody>
        </table>
      </div>
      <MoreButton list={list}>Older entries</MoreButton>
      {undone && (
        <UndoDialog line={undone} summary={summary} onClose={() => setUndone(undefined)} />
      )}
    </>
  )
}

interface LineProps {
  line: StatementLine
  onUndo: ((line: StatementLine) => void) | undefined
}

function Line({ line, onUndo }: LineProps) {
  const { seq, kind, amount, requestedAmount, balance, description, createdAt } = line
  return (
    <tr>
      <td className="faint wide">{seq}</td>
      <td className="quiet">
        <Time at={createdAt} />
      </td>
      <td>
        <span className="break">{description ?? words(kind)}</span>{' '}
        <span className="faint small">{description === null ? '' : words(kind)}</span>
        {requestedAmount !== null && (
          <span className="faint small"> of {points(requestedAmount)}</span>
        )}
      </td>
      <td className={`num strong ${amount.startsWith('-') ? 'minus' : 'plus'}`}>
        {signed(amount)}
      </td>
      <td className="num wide">{points(balance)}</td>
      <td className="num">
        {onUndo && canBeUndone(kind) && (
          <button type="button" className="button small plain" onClick={() => onUndo(line)}>
            Undo…<span className="sr"> entry {seq}</span>
          </button>
        )}
      </td>
    </tr>
  )
}

/** What only moves points aside, or is an undo itself, is not undone. */
function canBeUndone(kind: string): boolean {
  return !['reversal', 'hold', 'release', 'root', 'expiry'].includes(kind)
}
