import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Response } from 'express'

/** One event of a stream of server-sent events. */
export interface SentEvent {
  event: string
  /** What a reader sends as `Last-Event-ID` to go on from here. */
  id: string
  data: unknown
}

/** A stream that goes on for as long as somebody reads. */
export interface SentEvents {
  events: (signal: AbortSignal) => AsyncIterable<SentEvent>
  /** Called once, when it is over. */
  leave: () => void
}

export interface SendOptions {
  /** Throws once the reader would not be let in any more. */
  stillIn: () => Promise<void>
  /** How often that is asked. @default 4,000 */
  askMs?: number
  /** For how long a reader may not take what was sent. @default 30,000 */
  patienceMs?: number
}

const closingMs = 1_000

/**
 * Sends events one by one, as fast as they are taken: who takes nothing for a while is cut off, and so is who may not read
 * any more. Whoever is sent away comes back by themselves, from the last id they had.
 */
export async function sendEvents(
  { events, leave }: SentEvents,
  res: Response,
  { stillIn, askMs = 4_000, patienceMs = 30_000 }: SendOptions,
): Promise<void> {
  const leaving = new AbortController()
  const end = () => leaving.abort()
  res.once('close', end)
  const asking = setInterval(() => void stillIn().catch(end), askMs)
  try {
    begin(res)
    for await (const event of events(leaving.signal)) {
      if (leaving.signal.aborted || res.destroyed) break
      if (!res.write(textOf(event))) await drained(res, leaving.signal, patienceMs)
    }
  } finally {
    clearInterval(asking)
    leave()
    finish(res)
  }
}

function begin(res: Response): void {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    // Proxies must neither keep it nor wait for more of it.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
    // A process that leaves has no connections to wait for.
    Connection: 'close',
  })
  // Not all at the same moment, when a process has gone that many read.
  res.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n\n`)
}

/** `data` is JSON, and so it is one line. */
function textOf({ event, id, data }: SentEvent): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Cuts off a reader that takes nothing for so long. */
async function drained(res: Response, left: AbortSignal, patienceMs: number): Promise<void> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(patienceMs)])
  try {
    await once(res, 'drain', { signal })
  } catch (error) {
    if (!signal.aborted) throw error
    res.destroy()
  }
}

/** Whoever does not take the end either is cut off, too. */
function finish(res: Response): void {
  if (res.destroyed) return
  res.end()
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  delay(closingMs, undefined, { signal: gone.signal }).then(
    () => res.destroy(),
    () => undefined,
  )
}
