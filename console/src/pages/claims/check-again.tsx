import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { counted } from '../../format.ts'
import type { Retried } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import type { Meant } from './bulk.tsx'
import { LeftAlone } from './left-alone.tsx'

interface DialogProps {
  meant: Meant
  onDone: () => void
  onClose: () => void
}

const path = '/loyalty/claims/retry'

/** Says how many would be looked at again before they are. */
export function CheckAgainDialog({ meant, onDone, onClose }: DialogProps) {
  const [key] = useState(() => crypto.randomUUID())
  const client = useQueryClient()
  const toasts = useToasts()
  const preview = useQuery({
    queryKey: [path, 'dry', meant],
    queryFn: () => call<Retried>('POST', path, { ...meant, dry: true }),
    staleTime: 0,
  })
  const retry = useMutation({
    mutationFn: () => call<Retried>('POST', path, { ...meant }, key),
    async onSuccess({ retried }) {
      toasts.add({
        title: `${counted(retried.length, 'claim')} under way again`,
        description: 'Each is verified by its rule as it is now.',
      })
      onDone()
      await client.invalidateQueries()
    },
  })
  const many = preview.data?.retried.length ?? 0
  return (
    <Confirm
      title="Check again?"
      action={`Check ${counted(many, 'claim')} again`}
      {...{ onClose, error: retry.error, isPending: retry.isPending }}
      isBlocked={many === 0}
      onConfirm={() => retry.mutate()}
    >
      {preview.isPending && <Bones rows={2} />}
      {preview.error && <ProblemBox error={preview.error} unchanged />}
      {preview.data && (
        <div className="stack">
          <p>
            {many === 0 ? 'None of them' : `${counted(many, 'claim')}`} would be verified once more,
            in the window it was made in, by its rule as it is now.
          </p>
          <LeftAlone report={preview.data} />
        </div>
      )}
    </Confirm>
  )
}
