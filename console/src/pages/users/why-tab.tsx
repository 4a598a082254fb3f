import { Link } from '@tanstack/react-router'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { usePages } from '../../queries.ts'
import type { RuleWhyNot, UserSummary } from '../../replies.ts'
import { Bones } from '../../ui/bones.tsx'
import { Empty } from '../../ui/empty.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { ProblemBox, sentence } from '../../ui/problem-box.tsx'
import { Gates } from './gates.tsx'

/** Each rule: got it, not yet, or later, with the sentence to tell the member; opened, the gates in their order. */
export function WhyTab({ summary, mayWrite }: { summary: UserSummary; mayWrite: boolean }) {
  const { id } = summary.user
  const list = usePages<RuleWhyNot>(`/users/${encodeURIComponent(id)}/why-not`)
  const [open, setOpen] = useState<string>()
  const { rows, error, refetch } = list
  if (!rows) {
    return error ? <ProblemBox error={error} retry={() => void refetch()} /> : <Bones rows={6} />
  }
  if (rows.length === 0) {
    return <Empty title="There are no rules yet">What members can do will be listed here.</Empty>
  }
  return (
    <>
      <ul className="why">
        {rows.map((found) => (
          <li key={found.id}>
            <Rule
              {...{ found, mayWrite, user: id, isOpen: open === found.id }}
              onToggle={() => setOpen(open === found.id ? undefined : found.id)}
            />
          </li>
        ))}
      </ul>
      <MoreButton list={list}>More rules</MoreButton>
    </>
  )
}

interface RuleProps {
  found: RuleWhyNot
  user: string
  mayWrite: boolean
  isOpen: boolean
  onToggle: () => void
}

const states = {
  got: { text: 'Got it', tone: 'ok' },
  not_yet: { text: 'Not yet', tone: '' },
  later: { text: 'Later', tone: 'wait' },
}

function Rule({ found, user, mayWrite, isOpen, onToggle }: RuleProps) {
  const { id, name, state, gates, lastAttempt } = found
  const { text, tone } = states[state]
  return (
    <>
      <button type="button" className="why-row" aria-expanded={isOpen} onClick={onToggle}>
        <span className={`badge ${tone}`}>{text}</span>
        <span className="grow">
          <b className="strong break">{name}</b>
          <br />
          <span className="quiet">{sentence(found.sentence)}</span>
        </span>
        <ChevronDown size={14} aria-hidden />
      </button>
      {isOpen && (
        <div className="gates">
          <Gates gates={gates} />
          <div className="row wrap small">
            {lastAttempt && (
              <Link to="/claims/$id" params={{ id: lastAttempt.claimId }} className="link">
                Receipt of the last attempt
              </Link>
            )}
            {mayWrite && found.isClaimable && <CheckAgain {...{ rule: id, user }} />}
          </div>
        </div>
      )}
    </>
  )
}

/** Claims for the user, as they would themselves. */
function CheckAgain({ rule, user }: { rule: string; user: string }) {
  const client = useQueryClient()
  const check = useMutation({
    mutationFn: () => call('POST', `/loyalty/rules/${rule}/complete`, { userId: user }),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <>
      <button
        type="button"
        className="button small"
        disabled={check.isPending}
        onClick={() => check.mutate()}
      >
        {check.isPending ? 'Asking' : 'Check again now'}
      </button>
      {check.error && <ProblemBox error={check.error} />}
    </>
  )
}
