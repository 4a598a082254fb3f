import { withQuery } from '../api.ts'
import type { StreamedClaim, StreamedClaims } from '../replies.ts'
import { merged } from './feed.ts'

/** How the line to the server is; `since` when it is not, and `lost` if coming back has failed too. */
export type LineState =
  { is: 'connecting' | 'live' } | { is: 'reconnecting' | 'lost'; since: string }

export interface LineListener {
  /** What happened, in order; of what is missed nothing is left out. */
  claims?: (claims: readonly StreamedClaim[]) => void
  /** More was missed than can be told: what is shown has to be read again. */
  reset?: () => void
}

export interface LineOptions {
  /** Told when the server says no; then it is asked again after a while. */
  onRefused: () => void
}

const linesKept = 60
const againMs = 5_000
// The server says something every 15 seconds.
const silentMs = 40_000

/**
 * What happens to claims, while somebody looks: one connection, which comes back by itself, also after it was closed, and goes
 * on from where it was.
 */
export function createLine({ onRefused }: LineOptions) {
  const listeners = new Set<LineListener>()
  const watchers = new Set<() => void>()
  let [source, timer]: [EventSource?, ReturnType<typeof setTimeout>?] = []
  let lastEventId = ''
  let state: LineState = { is: 'connecting' }
  let lines: readonly StreamedClaim[] = []

  function open(): void {
    close()
    const opened = new EventSource(withQuery('/api/stream', { lastEventId }))
    opened.onerror = () => fail(opened)
    opened.addEventListener('ready', heard)
    opened.addEventListener('heartbeat', heard)
    opened.addEventListener('claims', (event) => {
      heard(event)
      take((JSON.parse(String(event.data)) as StreamedClaims).claims)
    })
    opened.addEventListener('reset', (event) => {
      heard(event)
      lines = []
      tell()
      for (const { reset } of listeners) reset?.()
    })
    source = opened
    later(silentMs)
  }

  function close(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
    if (state.is === 'live') become({ is: 'connecting' })
  }

  function heard({ lastEventId: id }: MessageEvent): void {
    lastEventId = id
    if (state.is !== 'live') become({ is: 'live' })
    later(silentMs)
  }

  function take(claims: readonly StreamedClaim[]): void {
    lines = merged(lines, claims, linesKept)
    tell()
    for (const listener of listeners) listener.claims?.(claims)
  }

  /** The browser comes back by itself, unless the server has answered that it does not want to. */
  function fail(failed: EventSource): void {
    if (failed !== source) return
    become(
      'since' in state
        ? { ...state, is: 'lost' }
        : { is: 'reconnecting', since: new Date().toISOString() },
    )
    if (failed.readyState !== EventSource.CLOSED) return
    onRefused()
    later(againMs)
  }

  function later(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(open, ms)
  }

  function become(next: LineState): void {
    state = next
    tell()
  }

  function tell(): void {
    for (const watcher of watchers) watcher()
  }

  return {
    open,
    close,
    state: () => state,
    /** The latest of what happened, a line for each claim, newest first. */
    lines: () => lines,
    /** Calls whenever the state or the lines have changed; answers how to stop that. */
    watch: (watcher: () => void) => added(watchers, watcher),
    listen: (listener: LineListener) => added(listeners, listener),
  }
}

export type Line = ReturnType<typeof createLine>

function added<T>(all: Set<T>, one: T): () => void {
  all.add(one)
  return () => void all.delete(one)
}
