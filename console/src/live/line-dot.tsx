import { clock, exactly } from '../format.ts'
import { useLineState } from './line.tsx'
import type { LineState } from './live.ts'

const tones = { live: 'ok', connecting: '', reconnecting: 'wait', lost: 'bad' } as const

/** Whether what moves by itself does, and since when it does not. */
export function LineDot() {
  const state = useLineState()
  return (
    <p
      className={`line-dot small ${state.is === 'lost' ? 'strong' : 'quiet'}`}
      role="status"
      title={'since' in state ? `Since ${exactly(state.since)}` : undefined}
    >
      <span className={`dot ${tones[state.is]}`} />
      {wordsOf(state)}
    </p>
  )
}

function wordsOf(state: LineState): string {
  switch (state.is) {
    case 'live':
      return 'Live'
    case 'connecting':
      return 'Connecting'
    case 'reconnecting':
      return 'Reconnecting'
    case 'lost':
      return `Lost since ${clock(state.since)} UTC`
  }
}
