import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** How a receiver answers: with a status, never, by closing the connection, or without an end. */
export type Manner =
  number | 'hangs' | 'closes' | 'never ends' | { status: number; headers: Record<string, string> }

/** A message as it came. */
export interface Received {
  path: string
  id: string
  type: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was sent
  data: any
  timestamp: string
  headers: IncomingMessage['headers']
  raw: string
  /** What another implementation of Standard Webhooks says of the signature. */
  isGenuine: boolean
  answered: Manner
}

export const secret = 'whsec_c2VjcmV0IG9mIHRoZSByZWNlaXZlcg=='

/** Somebody who is told of things: keeps every message, and answers as they are told to, path by path. */
export async function startReceiver() {
  const received: Received[] = []
  const manners = new Map<string, { next: Manner[]; then: (message: Received) => Manner }>()
  const secrets = new Map<string, Webhook>()

  function mannerFor(message: Received): Manner {
    const known = manners.get(message.path)
    return known?.next.shift() ?? known?.then(message) ?? 200
  }

  async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const message = messageOf(req, Buffer.concat(chunks).toString(), secrets)
    message.answered = mannerFor(message)
    received.push(message)
    answer(res, message.answered)
  }

  const server = createServer((req, res) => {
    receive(req, res).catch((error: unknown) => res.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    server,
    received,
    at: (path: string) => received.filter((message) => message.path === path),
    /** In this way, one after the other; then as always. */
    answers(path: string, ...next: Manner[]): void {
      manners.set(path, { next, then: manners.get(path)?.then ?? (() => 200) })
    },
    always(path: string, then: Manner | ((message: Received) => Manner)): void {
      manners.set(path, { next: [], then: typeof then === 'function' ? then : () => then })
    },
    knows(path: string, webhook: Webhook): void {
      secrets.set(path, webhook)
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

function messageOf(
  { url = '', headers }: IncomingMessage,
  raw: string,
  secrets: ReadonlyMap<string, Webhook>,
): Received {
  const { type, data, timestamp } = JSON.parse(raw) as Pick<Received, 'type' | 'data' | 'timestamp'>
  const [path = ''] = url.split('?')
  const isGenuine = isSignedBy(secrets.get(path) ?? new Webhook(secret), raw, headers)
  const id = String(headers['webhook-id'])
  return { path, id, type, data, timestamp, headers, raw, isGenuine, answered: 0 }
}

function isSignedBy(webhook: Webhook, raw: string, headers: IncomingMessage['headers']): boolean {
  try {
    webhook.verify(raw, headers as Record<string, string>)
    return true
  } catch {
    // It throws for what is not right, and has no other way to say so.
    return false
  }
}

function answer(res: ServerResponse, manner: Manner): void {
  if (manner === 'hangs') return
  if (manner === 'closes') return void res.destroy()
  if (manner === 'never ends') {
    res.writeHead(200)
    const more = () => {
      while (!res.destroyed && res.write('.'.repeat(16_384)));
      if (!res.destroyed) res.once('drain', more)
    }
    return more()
  }
  const { status, headers } = typeof manner === 'number' ? { status: manner, headers: {} } : manner
  res.writeHead(status, headers).end('{}')
}
