import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { sessionKey } from '../queries.ts'
import type { StreamedClaim } from '../replies.ts'
import { createLine } from './live.ts'
import type { Line, LineListener, LineState } from './live.ts'
import { keepFresh } from './keep-fresh.ts'

const LineContext = createContext<Line | undefined>(undefined)

/** Holds the line open while the page is seen and somebody is signed in, and has what it tells of asked for again. */
export function LiveLine({ isSignedIn, children }: { isSignedIn: boolean; children: ReactNode }) {
  const client = useQueryClient()
  const [line] = useState(() =>
    createLine({
      // Perhaps the session is over; whoever asks for it will be told.
      onRefused: () => void client.invalidateQueries({ queryKey: sessionKey }),
    }),
  )
  useEffect(() => keepFresh(line, client), [line, client])
  useEffect(() => {
    if (!isSignedIn) return
    const follow = () => (document.hidden ? line.close() : line.open())
    // What is there already is shown first.
    const soon = setTimeout(follow, 200)
    document.addEventListener('visibilitychange', follow)
    return () => {
      clearTimeout(soon)
      document.removeEventListener('visibilitychange', follow)
      line.close()
    }
  }, [line, isSignedIn])
  return <LineContext value={line}>{children}</LineContext>
}

export function useLineState(): LineState {
  const line = useLine()
  return useSyncExternalStore(line.watch, line.state)
}

/** What has happened since the console was opened, a line for each claim, newest first. */
export function useLines(): readonly StreamedClaim[] {
  const line = useLine()
  return useSyncExternalStore(line.watch, line.lines)
}

/** Tells of everything that happens from now on. The listener has to stay the same. */
export function useLineListener(listener: LineListener): void {
  const line = useLine()
  useEffect(() => line.listen(listener), [line, listener])
}

function useLine(): Line {
  const line = useContext(LineContext)
  if (!line) throw new Error('there is no line here')
  return line
}
