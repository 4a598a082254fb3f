import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { counted, points } from '../../format.ts'
import type { Voided } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { ReasonField } from '../../ui/reason-field.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import type { Meant } from './bulk.tsx'
import { LeftAlone } from './left-alone.tsx'

interface DialogProps {
  meant: Meant
  onDone: () => void
  onClose: () => void
}

const path = '/loyalty/claims/void'

/** Takes back what claims paid, after saying what it comes to. */
export function VoidDialog({ meant, onDone, onClose }: DialogProps) {
  const [reason, setReason] = useState('')
  const [isTried, setIsTried] = useState(false)
  const preview = useQuery({
    queryKey: [path, 'dry', meant],
    // The reason is asked for meanwhile, and nothing depends on it.
    queryFn: () => call<Voided>('POST', path, { ...meant, dry: true, description: 'preview' }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  const post = useVoid({ meant, onDone })
  const isMissing = reason.trim() === ''
  const many = preview.data?.voided.length ?? 0
  return (
    <Confirm
      title="Void what they paid?"
      action={`Void ${counted(many, 'claim')}`}
      {...{ onClose, error: post.error, isPending: post.isPending }}
      isBlocked={many === 0}
      onConfirm={() => {
        setIsTried(true)
        if (!isMissing) post.mutate(reason.trim())
      }}
    >
      <div className="stack">
        {preview.isPending && <Bones rows={2} />}
        {preview.error && <ProblemBox error={preview.error} unchanged />}
        {preview.data && (
          <>
            <p>{sumOf(preview.data)} Nobody is paid for the same again.</p>
            <LeftAlone report={preview.data} />
          </>
        )}
        <ReasonField
          help="It stays in the statements."
          error={isTried && isMissing ? 'Say why: it stays in the statements' : undefined}
          value={reason}
          onChange={setReason}
        />
      </div>
    </Confirm>
  )
}

function useVoid({ meant, onDone }: Pick<DialogProps, 'meant' | 'onDone'>) {
  // Made when the question is asked: a double click, or the same again after a lost answer, voids once.
  const [key] = useState(() => crypto.randomUUID())
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (description: string) => call<Voided>('POST', path, { ...meant, description }, key),
    async onSuccess(done) {
      toasts.add({
        title: `Voided ${counted(done.voided.length, 'claim')}`,
        description: sumOf(done),
      })
      onDone()
      await client.invalidateQueries()
    },
  })
}

function sumOf({ voided, points: sums }: Voided): string {
  if (voided.length === 0) return 'None of them has paid anything that can be taken back.'
  const amounts = sums.map(({ amount }) => points(amount)).join(' and ')
  return `${counted(voided.length, 'claim')}, ${amounts} points taken back.`
}
