import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { FocusEvent } from 'react'
import { withQuery } from '../api.ts'
import { signed } from '../format.ts'
import { useProgramme } from '../programme.ts'
import { useGet } from '../queries.ts'
import type { ListedClaim, Page, StreamedClaim } from '../replies.ts'
import { OutcomeBadge } from '../ui/outcome-badge.tsx'
import { Since } from '../ui/time.tsx'
import { useLines } from './line.tsx'

/** Claims as they happen, newest first. Nothing moves while somebody points at it: what comes then waits. */
export function LiveFeed() {
  const { websiteId } = useProgramme()
  const lines = useLines().filter((line) => !websiteId || line.websiteId === websiteId)
  const path = withQuery('/loyalty/claims', { limit: '20', websiteId })
  const before = useGet<Page<ListedClaim>>(path)
  const known = new Set(lines.map(({ id }) => id))
  const earlier = (before.data?.data ?? []).map(asLine).filter(({ id }) => !known.has(id))
  const all = [...lines, ...earlier]

  const [held, setHeld] = useState<readonly string[]>()
  const byId = new Map(all.map((line) => [line.id, line]))
  const shown = held ? held.flatMap((id) => byId.get(id) ?? []) : all
  const waiting = all.findIndex(({ id }) => !held || held.includes(id))
  const hold = () => setHeld((now) => now ?? all.map(({ id }) => id))
  const release = () => setHeld(undefined)
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) release()
  }
  return (
    <section className="card feed" aria-labelledby="feed">
      <header>
        <h2 id="feed">Now</h2>
        {waiting > 0 && (
          <span className="quiet small">{waiting} more, as soon as you look away</span>
        )}
      </header>
      <ol onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={leave}>
        {shown.map((line) => (
          <FeedLine key={line.id} line={line} />
        ))}
        {all.length === 0 && !before.isPending && (
          <li className="quiet">Nothing has happened yet. A claim appears here as it is made.</li>
        )}
      </ol>
    </section>
  )
}

function FeedLine({ line: { id, status, rule, user, rewards, at } }: { line: StreamedClaim }) {
  const points = rewards.flatMap(({ amount }) => (amount === null ? [] : [signed(amount)]))
  return (
    <li>
      <OutcomeBadge status={status} />
      <Link to="/claims/$id" params={{ id }} className="link clip">
        {rule.name}
      </Link>
      <Link to="/users" search={{ user: user.id, tab: 'points' }} className="quiet clip">
        {user.name ?? user.id}
      </Link>
      <span className="num">{points.join(', ')}</span>
      <span className="faint small num wide">
        <Since at={at} />
      </span>
    </li>
  )
}

function asLine({ settledAt, acceptedAt, ...claim }: ListedClaim): StreamedClaim {
  return { ...claim, at: settledAt ?? acceptedAt }
}
