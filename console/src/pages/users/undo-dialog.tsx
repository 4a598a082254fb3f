import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { counted, points, signed } from '../../format.ts'
import type { EntryUndone, StatementLine, UserSummary } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ProblemBox, sentence } from '../../ui/problem-box.tsx'
import { ReasonField } from '../../ui/reason-field.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { askRanksAgain } from './ask-ranks-again.ts'
import { nameOf } from './user-name.ts'

interface UndoProps {
  line: StatementLine
  summary: UserSummary
  onClose: () => void
}

/** Books the mirror image of an entry, after showing what would move. Nothing is taken out of the ledger. */
export function UndoDialog({ line, summary, onClose }: UndoProps) {
  const [reason, setReason] = useState('')
  const [isTried, setIsTried] = useState(false)
  const path = `/loyalty/transaction_entries/${encodeURIComponent(line.id)}/reverse`
  const preview = useQuery({
    queryKey: [path, 'dry', summary.seq],
    queryFn: () => call<EntryUndone>('POST', `${path}?dry=true`, {}),
  })
  const undo = useUndo({ line, summary, onClose }, path)
  const isMissing = reason.trim() === ''
  return (
    <Confirm
      title={`Undo ${signed(line.amount)}?`}
      action={`Undo ${signed(line.amount)}`}
      {...{ onClose, error: undo.error, isPending: undo.isPending }}
      isBlocked={!preview.data?.isPossible}
      onConfirm={() => {
        setIsTried(true)
        if (!isMissing) undo.mutate(reason.trim())
      }}
    >
      <div className="stack">
        {preview.data && <Preview undone={preview.data} user={summary.user.id} />}
        {preview.error && <ProblemBox error={preview.error} unchanged />}
        {preview.isPending && <Bones rows={1} />}
        <ReasonField
          help="It stays in the statement."
          error={isTried && isMissing ? 'Say why: it stays in the statement' : undefined}
          value={reason}
          onChange={setReason}
        />
      </div>
    </Confirm>
  )
}

function useUndo({ line, summary, onClose }: UndoProps, path: string) {
  // Made when the question is asked: a double click, or the same again after a lost answer, undoes once.
  const [key] = useState(() => crypto.randomUUID())
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (description: string) => call<EntryUndone>('POST', path, { description }, key),
    async onSuccess({ accounts }) {
      const after = accounts.find(({ userId }) => userId === summary.user.id)?.balanceAfter
      toasts.add({
        title: `Undid ${signed(line.amount)}`,
        description: `${nameOf(summary.user)} has ${points(after ?? '')} now.`,
      })
      onClose()
      await client.invalidateQueries()
      askRanksAgain(client)
    },
  })
}

/** What would move with it. */
function Preview({ undone, user }: { undone: EntryUndone; user: string }) {
  const { accounts, counters, refusal } = undone
  const own = accounts.find(({ userId }) => userId === user)
  const others = accounts.filter((account) => account !== own)
  if (refusal) return <p className="error">{sentence(refusal.message)}</p>
  return (
    <p>
      {own && (
        <>
          <b className="strong">{points(own.balanceBefore)}</b> becomes{' '}
          <b className="strong">{points(own.balanceAfter)}</b>.
        </>
      )}
      {others.length > 0 &&
        ` ${counted(others.length, 'other account')} moved with it and moves back.`}
      {counters.length > 0 &&
        ` ${counted(counters.length, 'cap or budget', 'caps and budgets')} gets its part back.`}
    </p>
  )
}
