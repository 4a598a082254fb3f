import { pause } from '../../ledger/pause.ts'
import { isWithin } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { Following } from './following.ts'
import type { createLines, LiveLine } from './lines.ts'
import type { createMissed, TooLong } from './missed.ts'
import type { Batch } from './recent.ts'

/** What a reader is told. After each of these, `id` is where to go on from. */
export type LiveMessage =
  | { event: 'ready' | 'heartbeat'; id: string }
  | { event: 'claims'; id: string; lines: readonly LiveLine[] }
  | { event: 'reset'; id: string; reason: TooLong }

export interface ReadingOptions {
  linesOf: ReturnType<typeof createLines>
  missed: ReturnType<typeof createMissed>
  heartbeatMs: number
  everyMs: number
}

interface Reader {
  found: Following
  scope: Scope
  signal: AbortSignal
  /** Everything up to here was told. */
  place: string
}

const mostLines = 1_000
const mostAheadSeconds = 60

/** Tells a reader what happens, from where they were. Nothing is made for who does not take it. */
export function createReading({ linesOf, missed, heartbeatMs, everyMs }: ReadingOptions) {
  /** Ends by the signal, and for who is so slow that what comes next is gone. */
  return async function* read(
    { found, scope, signal }: Omit<Reader, 'place'>,
    after: string | undefined,
  ): AsyncGenerator<LiveMessage> {
    const isOurs = after === undefined || mayBePlace(after, found.place())
    const place = isOurs ? (after ?? found.place()) : found.place()
    const reader: Reader = { found, scope, signal, place }
    yield { event: 'ready', id: place }
    if (!isOurs) yield { event: 'reset', id: place, reason: 'too_old' }
    if (!found.after(place)) yield* catchUp(reader)
    yield* goOn(reader)
  }

  /** Until what this process remembers is reached. */
  async function* catchUp(reader: Reader): AsyncGenerator<LiveMessage> {
    const { found, signal } = reader
    const isMissed = (place: string) => !signal.aborted && !found.after(place)
    const batches = missed.since(reader.place, isMissed)
    try {
      let step = await batches.next()
      for (; !step.done; step = await batches.next()) {
        yield* tell(reader, [step.value], step.value.until)
      }
      if (step.value === undefined) return
      reader.place = found.place()
      yield { event: 'reset', id: reader.place, reason: step.value }
    } finally {
      await batches.return(undefined)
    }
  }

  async function* goOn(reader: Reader): AsyncGenerator<LiveMessage> {
    const { found, signal } = reader
    for (let toldAt = performance.now(); !signal.aborted;) {
      const batches = found.after(reader.place)
      if (!batches) return
      // Both at once, so that nothing comes between them.
      const until = later(reader.place, found.place())
      if (batches.length > 0) {
        for await (const message of tell(reader, batches, until)) {
          yield message
          toldAt = performance.now()
        }
        continue
      }
      reader.place = until
      const restMs = toldAt + heartbeatMs - performance.now()
      if (restMs > 0) await found.moved(restMs, signal)
      else {
        yield { event: 'heartbeat', id: until }
        toldAt = performance.now()
      }
    }
  }

  /** What of it the reader may see, and has not seen, in messages that are not too large nor too many. */
  async function* tell(
    reader: Reader,
    batches: readonly Batch[],
    until: string,
  ): AsyncGenerator<LiveMessage> {
    const lines = await newLines(reader, batches)
    for (let from = 0; from < lines.length; from += mostLines) {
      const part = lines.slice(from, from + mostLines)
      const isLast = from + mostLines >= lines.length
      yield { event: 'claims', id: isLast ? until : (part.at(-1)?.place ?? until), lines: part }
      await pause(everyMs, reader.signal)
    }
    reader.place = until
  }

  async function newLines(
    { scope, place }: Reader,
    batches: readonly Batch[],
  ): Promise<LiveLine[]> {
    const own = batches.flatMap(({ changes }) => {
      const ofOrg = changes.get(scope.org)
      return ofOrg ? [linesOf(scope.org, ofOrg)] : []
    })
    const lines = (await Promise.all(own)).flat()
    return lines.filter((line) => line.place > place && isWithin(scope, line.claim))
  }
}

/**
 * As MongoDB writes the tokens from which a change stream goes on: they sort like what happened, and begin with its second.
 * Another process may know more than this one, but not of what is long to come.
 */
function mayBePlace(text: string, now: string): boolean {
  return /^82[0-9A-F]{16,1000}$/.test(text) && secondOf(text) - secondOf(now) < mostAheadSeconds
}

function secondOf(place: string): number {
  return parseInt(place.slice(2, 10), 16)
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
