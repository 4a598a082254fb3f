import http from 'node:http'
import https from 'node:https'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { retryAfterOf } from './limits.ts'

export interface OutboundOptions {
  /** Whether this machine may be called, which only tests and the sandbox want. */
  allowLoopback: boolean
  /** For the whole answer. @default 10000 */
  timeoutMs?: number | undefined
  /** How much of an answer is read, in bytes. @default 65536 */
  maxBytes?: number | undefined
  observe?: ((call: { provider: 'webhook'; status: number; ms: number }) => void) | undefined
}

export interface OutboundRequest {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
}

/** What a call came to. Not to be answered is no surprise where customers say whom to call. */
export type OutboundAnswer =
  | { status: number; retryAfterSeconds?: number | undefined }
  | { status: 0; reason: 'address_refused' | 'timed_out' | 'no_answer' }

/**
 * Calls addresses that customers typed. The agent looks at the address behind a name at every connection and refuses all
 * that are not public; redirects are not followed.
 */
export function createOutbound(options: OutboundOptions) {
  const { allowLoopback, timeoutMs = 10_000, maxBytes = 65_536, observe } = options
  const filter = {
    keepAlive: true,
    allowIPAddressList: allowLoopback ? ['127.0.0.1', '::1'] : [],
  }
  const agents = {
    http: new RequestFilteringHttpAgent(filter),
    https: new RequestFilteringHttpsAgent(filter),
  }

  async function post(request: OutboundRequest): Promise<OutboundAnswer> {
    const began = performance.now()
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await attempt(request, signal).catch((error: unknown) => reasonOf(error, signal))
    observe?.({ provider: 'webhook', status: answer.status, ms: performance.now() - began })
    return answer
  }

  /** A kept connection may be closed by the other side just as it is used again: that is no answer yet. */
  async function attempt(request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    for (;;) {
      const call = begin(request, signal)
      try {
        return await answerTo(call, request.body)
      } catch (error) {
        if (!call.reusedSocket || !isReset(error) || signal.aborted) throw error
      }
    }
  }

  function begin({ url, headers, body }: OutboundRequest, signal: AbortSignal): http.ClientRequest {
    const common = { method: 'POST', signal } as const
    const all = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
    return url.startsWith('https:')
      ? https.request(url, { ...common, headers: all, agent: agents.https })
      : http.request(url, { ...common, headers: all, agent: agents.http })
  }

  async function answerTo(call: http.ClientRequest, body: string): Promise<OutboundAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    call.once('response', resolve).on('error', reject).end(body)
    const answer = await promise
    await readSome(answer)
    const { statusCode = 0, headers } = answer
    const told = new Headers()
    for (const name of ['retry-after', 'date']) {
      const value = headers[name]
      if (typeof value === 'string') told.set(name, value)
    }
    return { status: statusCode, retryAfterSeconds: retryAfterOf(told) }
  }

  /** Nobody wants to know what it says, only that it is said. */
  async function readSome(answer: http.IncomingMessage): Promise<void> {
    let size = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) return
    }
  }

  function close(): void {
    agents.http.destroy()
    agents.https.destroy()
  }

  return { post, close }
}

export type Outbound = ReturnType<typeof createOutbound>

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
}

function reasonOf(error: unknown, signal: AbortSignal): OutboundAnswer {
  if (signal.aborted) return { status: 0, reason: 'timed_out' }
  // The agent has no error of its own, only these words.
  const isRefused = error instanceof Error && error.message.includes('is not allowed')
  return { status: 0, reason: isRefused ? 'address_refused' : 'no_answer' }
}
