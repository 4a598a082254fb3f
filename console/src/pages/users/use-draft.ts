import { useState } from 'react'
import type { UserSummary } from '../../replies.ts'
import type { Draft } from './adjust.tsx'

/** What was typed for somebody stays in this tab until it is booked, key included. */
export function useDraft({ user, currency }: UserSummary) {
  const place = `adjust:${user.id}:${currency.id}`
  const [draft, setDraft] = useState(() => stored(place) ?? newDraft())
  const keep = (next: Draft) => {
    setDraft(next)
    sessionStorage.setItem(place, JSON.stringify(next))
  }
  return {
    draft,
    change: (part: Partial<Draft>) => keep({ ...draft, ...part }),
    clear: () => {
      setDraft(newDraft())
      sessionStorage.removeItem(place)
    },
  }
}

function newDraft(): Draft {
  return { key: crypto.randomUUID(), direction: 'credit', amount: '', reason: '' }
}

function stored(place: string): Draft | undefined {
  const text = sessionStorage.getItem(place)
  return text === null ? undefined : (JSON.parse(text) as Draft)
}
