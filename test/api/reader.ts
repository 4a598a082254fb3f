import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { until } from './support.ts'

/** One event, as `EventSource` would tell it. */
export interface Told {
  event: string
  id: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was told
  data: any
}

/** Somebody who reads a stream. */
export interface Reader {
  answer: IncomingMessage
  told: Told[]
  /** The lines of all events `claims`. */
  claims: () => Told['data'][]
  /** What to go on from. */
  lastId: () => string
  isOver: () => boolean
  /** Waits until so many claims were told. */
  has: (count: number) => Promise<unknown>
  hasEvent: (event: string) => Promise<unknown>
  ended: () => Promise<unknown>
  close: () => void
}

/** Reads until it is closed. Throws for an answer that is none. */
export async function readStream(
  base: string,
  headers: Record<string, string>,
  query = '',
): Promise<Reader> {
  const answer = await ask(`${base}/api/stream${query}`, headers)
  const told: Told[] = []
  let [rest, isOver] = ['', false]
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n\n')
    rest = parts.pop() ?? ''
    told.push(...parts.flatMap(eventIn))
  })
  answer.once('close', () => (isOver = true)).on('error', () => undefined)
  const claims = () => told.flatMap(({ event, data }) => (event === 'claims' ? data.claims : []))
  const come = (isSo: () => boolean) =>
    until(
      async () => isSo() || { claims: claims().length, events: told.length, isOver },
      (found) => found === true,
    )
  return {
    ...{ answer, told, claims, isOver: () => isOver },
    lastId: () => told.at(-1)?.id ?? '',
    has: (count) => come(() => claims().length >= count),
    hasEvent: (name) => come(() => told.some(({ event }) => event === name)),
    ended: () => come(() => isOver),
    close: () => void answer.destroy(),
  }
}

export function ask(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers }, resolve).on('error', reject)
  })
}

function eventIn(text: string): Told[] {
  const fields = Object.fromEntries(
    text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.replace(/^\w+: /, '')]),
  ) as Record<string, string>
  const { event, id = '', data = 'null' } = fields
  return event === undefined ? [] : [{ event, id, data: JSON.parse(data) }]
}
