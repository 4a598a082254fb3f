import { duration, exactly } from '../../format.ts'
import type { Receipt } from '../../replies.ts'
import { Copy } from '../../ui/copy.tsx'
import { sentence } from '../../ui/problem-box.tsx'

/** How it went, from the request to the entry. */
export function Course({ receipt }: { receipt: Receipt }) {
  const { times, waiting, suspect, attempt, origin, workflow } = receipt
  const stops = stopsOf(times)
  const whole = Math.max(...stops.map(({ from, ms }) => from + ms), 1)
  const share = (ms: number) => `${(ms / whole) * 100}%`
  return (
    <section className="card" aria-labelledby="course">
      <header>
        <h2 id="course">Course</h2>
        <span className="faint small">
          {origins[origin] ?? origin}
          {attempt > 1 && `, attempt ${attempt}`}
        </span>
      </header>
      <ol className="course">
        {stops.map(({ name, at, from, ms }) => (
          <li key={name}>
            <span className="strong">{name}</span>
            <span className="course-track" aria-hidden>
              <i style={{ insetInlineStart: share(from), width: share(ms) }} />
            </span>
            <span className="num">{duration(ms)}</span>
            <span className="faint small">{exactly(at)}</span>
          </li>
        ))}
      </ol>
      {waiting && (
        <p className="pad">
          <span className="badge wait">Waiting</span> {sentence(waiting.message)} Since{' '}
          {exactly(waiting.since)}
          {waiting.until !== null && `, until ${exactly(waiting.until)}`}. Code{' '}
          <code>{waiting.code}</code>.
        </p>
      )}
      {suspect && (
        <p className="pad quiet">
          Looked gone at {exactly(suspect.at)} (<code>{suspect.code}</code>); a second look decides.
        </p>
      )}
      {workflow && (
        <p className="pad quiet small">
          Temporal workflow <Copy text={workflow.id} />{' '}
          {workflow.url !== null && (
            <a className="link" href={workflow.url} target="_blank" rel="noreferrer">
              Open it in Temporal
            </a>
          )}
        </p>
      )}
    </section>
  )
}

interface Stop {
  name: string
  at: string
  /** Milliseconds after the request. */
  from: number
  ms: number
}

/** Each stop lasts from the one before it. */
function stopsOf(times: Receipt['times']): Stop[] {
  const { acceptedAt, verifiedAt, settledAt, revokedAt, lastSeenAt } = times
  const begun = Date.parse(acceptedAt)
  let before = begun
  const known = Object.entries({
    accepted: acceptedAt,
    verified: verifiedAt,
    settled: settledAt,
    'taken back': revokedAt,
    'seen again': lastSeenAt === settledAt || lastSeenAt === verifiedAt ? null : lastSeenAt,
  }).filter((pair): pair is [string, string] => pair[1] !== null)
  return known.map(([name, at]) => {
    const stop = { name, at, from: before - begun, ms: Math.max(0, Date.parse(at) - before) }
    before = Math.max(before, Date.parse(at))
    return stop
  })
}

const origins: Record<string, string> = {
  request: 'asked for',
  sweep: 'found by a sweep',
  event: 'counted from events',
}
