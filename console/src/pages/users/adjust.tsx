import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { amountText, parseAmount } from '../../amount.ts'
import { call } from '../../api.ts'
import { points } from '../../format.ts'
import { Problem } from '../../problem.ts'
import { useProgramme } from '../../programme.ts'
import type { Transaction, UserSummary } from '../../replies.ts'
import { Field } from '../../ui/field.tsx'
import { ProblemBox } from '../../ui/problem-box.tsx'
import { ReasonField } from '../../ui/reason-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { useToasts } from '../../ui/toasts.tsx'
import { askRanksAgain } from './ask-ranks-again.ts'
import { summaryPath } from './summary-path.ts'
import { useDraft } from './use-draft.ts'
import { nameOf } from './user-name.ts'

/** Gives or takes points by hand. It is a posting like any other: with a key, a reason and an undo of its own. */
export function Adjust({ summary }: { summary: UserSummary }) {
  const { draft, change, clear } = useDraft(summary)
  const [isTried, setIsTried] = useState(false)
  const post = useAdjustment(summary, () => {
    clear()
    setIsTried(false)
  })
  const wrong = isTried ? mistakesIn(draft, summary) : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (Object.keys(mistakesIn(draft, summary)).length === 0) post.mutate(draft)
  }
  const { amount, reason, direction } = draft
  const verb = direction === 'credit' ? 'Add' : 'Remove'
  return (
    <section aria-labelledby="adjust-head">
      <h2 id="adjust-head">Adjust by hand</h2>
      <form className="adjust" noValidate onSubmit={submit}>
        <Segments
          label="Add or remove"
          value={direction}
          options={{ credit: 'Add', debit: 'Remove' }}
          onChange={(next) => change({ direction: next })}
        />
        <Field label="Points" error={wrong.amount} help={preview(draft, summary)}>
          {(tied) => (
            <input
              {...tied}
              className="input"
              inputMode="decimal"
              autoComplete="off"
              value={amount}
              onChange={(event) => change({ amount: event.target.value })}
            />
          )}
        </Field>
        <ReasonField
          help="It stays in the statement."
          error={wrong.reason}
          placeholder="Ticket, or what went wrong"
          value={reason}
          onChange={(next) => change({ reason: next })}
        />
        {post.error && <ProblemBox error={post.error} />}
        {isOtherRequest(post.error) && (
          <button type="button" className="button" onClick={clear}>
            Begin another adjustment
          </button>
        )}
        <button type="submit" className="button primary" disabled={post.isPending}>
          {post.isPending ? 'Saving' : `${verb} ${wordsFor(amount)}`}
        </button>
      </form>
    </section>
  )
}

export interface Draft {
  /** Made when the form opens. A double click, or the same again after a lost answer, is one adjustment. */
  key: string
  direction: 'credit' | 'debit'
  amount: string
  reason: string
}

function useAdjustment({ user, websiteId, currency }: UserSummary, onDone: () => void) {
  const { currency: chosen } = useProgramme()
  const client = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ({ key, direction, amount, reason }: Draft) =>
      call<Transaction>('POST', '/loyalty/transactions', {
        description: reason.trim(),
        websiteId,
        loyaltyCurrencyId: currency.id,
        entries: [{ userId: user.id, amount: amount.trim(), direction, idempotencyKey: key }],
      }),
    async onSuccess({ entries: [entry] }, { direction }) {
      onDone()
      await client.invalidateQueries()
      askRanksAgain(client)
      const now = client.getQueryData<UserSummary>([summaryPath(user.id, chosen)])
      toasts.add({
        title: `${direction === 'credit' ? 'Added' : 'Removed'} ${points(entry?.exactAmount ?? '')}`,
        description: `${nameOf(user)} has ${points(now?.balance ?? '')} now. Undo is in the statement.`,
      })
    },
  })
}

function mistakesIn({ direction, amount, reason }: Draft, { available, currency }: UserSummary) {
  const size = parseAmount(amount)
  // What has more decimals than anything here is a number too.
  const places = /^\d+\.(?<rest>\d+)$/.exec(amount.trim())?.groups?.rest?.length ?? 0
  const mistakes: { amount?: string; reason?: string } = {}
  if (places > currency.decimals) {
    mistakes.amount =
      currency.decimals === 0
        ? `${currency.name} are whole numbers`
        : `${currency.name} have ${currency.decimals} decimals`
  } else if (size === undefined || size <= 0n) mistakes.amount = 'A number above 0'
  else if (direction === 'debit' && size > (parseAmount(available) ?? 0n)) {
    mistakes.amount = `Only ${points(available)} can be taken`
  }
  if (reason.trim() === '') mistakes.reason = 'Say why: it stays in the statement'
  return mistakes
}

function preview({ direction, amount }: Draft, { balance }: UserSummary): string {
  const size = parseAmount(amount)
  const now = parseAmount(balance)
  if (size === undefined || now === undefined) return `${points(balance)} now`
  const after = direction === 'credit' ? now + size : now - size
  return `${points(balance)} becomes ${points(amountText(after))}`
}

function wordsFor(amount: string): string {
  const size = parseAmount(amount)
  if (size === undefined || size <= 0n) return 'points'
  return `${points(amountText(size))} ${size === parseAmount('1') ? 'point' : 'points'}`
}

/** The key was used, its answer was lost, and then something else was typed: the first one is in the statement. */
function isOtherRequest(error: Error | null): boolean {
  return error instanceof Problem && error.code === 'key_conflict'
}
