import { Link } from '@tanstack/react-router'
import { Spark } from '../../charts/spark.tsx'
import { clock, count, duration } from '../../format.ts'
import type { Source } from '../../replies.ts'
import { Since } from '../../ui/time.tsx'

/** Where facts come from, and whether it answers. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  return (
    <section className="card all" aria-labelledby="sources">
      <header>
        <h2 id="sources">Sources</h2>
        <span className="faint small">last 30 minutes</span>
      </header>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Sources, as a table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">State</th>
              <th scope="col" className="wide">
                Calls
              </th>
              <th scope="col" className="num wide">
                95 of 100 within
              </th>
              <th scope="col" className="num">
                Waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.id}>
                <th scope="row">
                  <Link to="/claims" search={{ source: source.id }} className="strong">
                    {source.name}
                  </Link>
                </th>
                <td>
                  <State {...{ source }} />
                </td>
                <td className="wide">
                  <Calls {...{ source }} />
                </td>
                <td className="num wide">{source.p95Ms === null ? '–' : duration(source.p95Ms)}</td>
                <td className="num">
                  <Waiting {...{ source }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const states: Record<Source['state'], { text: string; tone: string }> = {
  answers: { text: 'Answers', tone: 'ok' },
  partly: { text: 'Answers in part', tone: 'wait' },
  limited: { text: 'Limited', tone: 'wait' },
  down: { text: 'Does not answer', tone: 'bad' },
  not_known: { text: 'Not known', tone: '' },
  unavailable: { text: 'Not connected', tone: '' },
}

function State({ source }: { source: Source }) {
  const { state, limitedUntil, answeredAt, unavailable } = source
  const { text, tone } = states[state]
  return (
    <>
      <span className="row">
        <span className={`dot ${tone}`} aria-hidden />
        {text}
      </span>
      <span className="faint small">
        {state === 'limited' && limitedUntil && `until ${clock(limitedUntil)} UTC`}
        {state === 'unavailable' && unavailable}
        {(state === 'down' || state === 'not_known') && <LastAnswer at={answeredAt} />}
      </span>
    </>
  )
}

function LastAnswer({ at }: { at: string | null }) {
  if (at === null) return <>nobody asked lately</>
  return (
    <>
      last answer <Since at={at} />
    </>
  )
}

function Calls({ source: { minutes, calls, failed, state } }: { source: Source }) {
  if (calls === 0) return <span className="faint">–</span>
  return (
    <span className="row">
      <Spark values={callsOf(minutes)} tone={states[state].tone} />
      <span>
        {count(calls)}
        {failed > 0 && <span className="faint small"> ({count(failed)} failed)</span>}
      </span>
    </span>
  )
}

const shownMinutes = 30
const minuteMs = 60_000

/** Minute by minute up to now, those included in which nobody asked. */
function callsOf(minutes: Source['minutes']): number[] {
  const last = Math.floor(Date.now() / minuteMs)
  const calls = new Map(minutes.map(({ at, calls }) => [Date.parse(at) / minuteMs, calls]))
  return Array.from(
    { length: shownMinutes },
    (_, index) => calls.get(last - shownMinutes + 1 + index) ?? 0,
  )
}

function Waiting({ source: { id, waiting } }: { source: Source }) {
  if (waiting.claims === 0) return <span className="faint">0</span>
  return (
    <Link to="/claims" search={{ source: id, outcome: 'waiting' }} className="link strong">
      {count(waiting.claims)}
    </Link>
  )
}
