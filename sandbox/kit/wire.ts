import type { IncomingMessage, ServerResponse } from 'node:http'
import type { VendorAnswer } from './vendor.ts'

/** Reads a body as its content type says, or the one given; JSON that does not parse is handed on as text. */
export async function readBody(
  incoming: IncomingMessage,
  type = typeOf(incoming),
): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return undefined

  if (type.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  return type.includes('json') ? parsed(text) : text
}

/** Sends an answer, dated by the vendor's clock. */
export function sendAnswer(outgoing: ServerResponse, answer: VendorAnswer, now: number): void {
  const { status, body } = answer
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  outgoing.writeHead(status, {
    date: new Date(now).toUTCString(),
    ...(payload === undefined ? {} : { 'content-type': `${type}; charset=utf-8` }),
    ...answer.headers,
  })
  outgoing.end(payload)
}

function typeOf({ headers }: IncomingMessage): string {
  return headers['content-type'] ?? ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
