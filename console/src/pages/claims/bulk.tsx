import { useState } from 'react'
import { count } from '../../format.ts'
import { CheckAgainDialog } from './check-again.tsx'
import { VoidDialog } from './void-dialog.tsx'

/** Which claims are meant, as the API is told: some by their ids, or all that a filter finds. */
export type Meant = { ids: readonly string[] } | Readonly<Record<string, unknown>>

interface BulkProps {
  chosen: ReadonlySet<string>
  /** Nothing, where every claim there is would be meant. */
  filter: Readonly<Record<string, unknown>> | undefined
  onNone: () => void
}

const mostChosen = 200

/** What can be done with several claims at once: those that were chosen, or all that are listed by a filter. */
export function Bulk({ chosen, filter, onNone }: BulkProps) {
  const [asked, setAsked] = useState<'again' | 'void'>()
  const meant: Meant | undefined = chosen.size > 0 ? { ids: [...chosen] } : filter
  if (!meant) return null
  const which = chosen.size > 0 ? count(chosen.size) : 'all'
  const isTooMany = chosen.size > mostChosen
  const close = () => setAsked(undefined)
  const done = () => {
    close()
    onNone()
  }
  return (
    <div className="row wrap" role="group" aria-label="Several claims">
      <button
        type="button"
        className="button small"
        disabled={isTooMany}
        onClick={() => setAsked('again')}
      >
        Check {which} again…
      </button>
      <button
        type="button"
        className="button small"
        disabled={isTooMany}
        onClick={() => setAsked('void')}
      >
        Void {which}…
      </button>
      {chosen.size > 0 && (
        <button type="button" className="button small plain" onClick={onNone}>
          Choose none
        </button>
      )}
      {isTooMany && <span className="error">At most {mostChosen} at once</span>}
      {asked === 'again' && <CheckAgainDialog {...{ meant, onDone: done }} onClose={close} />}
      {asked === 'void' && <VoidDialog {...{ meant, onDone: done }} onClose={close} />}
    </div>
  )
}
