import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { signed } from '../../format.ts'
import type { Reversal, StatementLine, UserSummary } from '../../replies.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { nameOf } from './user-name.ts'

interface UndoProps {
  line: StatementLine
  summary: UserSummary
  onClose: () => void
}

/** Books the mirror image of an entry. Nothing is taken out of the ledger. */
export function UndoDialog({ line, summary, onClose }: UndoProps) {
  const [key] = useState(() => crypto.randomUUID())
  const [reason, setReason] = useState('')
  const [isTried, setIsTried] = useState(false)
  const client = useQueryClient()
  const toasts = useToasts()
  const path = `/loyalty/transactions/${encodeURIComponent(line.loyaltyTransactionId)}/reverse`
  const undo = useMutation({
    mutationFn: () => call<Reversal>('POST', path, { description: reason.trim() }, key),
    async onSuccess() {
      toasts.add({
        title: `Undid ${signed(line.amount)}`,
        description: `${nameOf(summary.user)}: the reversal is the newest entry.`,
      })
      onClose()
      await client.invalidateQueries()
    },
  })
  const isMissing = reason.trim() === ''
  return (
    <Confirm
      title={`Undo ${signed(line.amount)}?`}
      action="Undo it"
      {...{ onClose, error: undo.error, isPending: undo.isPending }}
      onConfirm={() => {
        setIsTried(true)
        if (!isMissing) undo.mutate()
      }}
    >
      <Field
        label="Reason"
        help="It stays in the statement."
        error={isTried && isMissing ? 'Say why: it stays in the statement' : undefined}
      >
        {(tied) => (
          <textarea
            {...tied}
            className="input"
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Confirm>
  )
}
