import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { Failure } from '../domain/failure.ts'
import type { Engine } from '../engine/index.ts'
import type { Metrics } from '../metrics.ts'
import { bearerIn, refuseReader } from './auth.ts'
import { mostBulkBytes } from './body.ts'
import { takeBody } from './claimr/take-events.ts'
import { describe } from './describe.ts'
import { keyHeader } from './idempotency.ts'
import { renderClaimr } from './problems.ts'
import type { Rendered } from './rendered.ts'
import { requestIdOf } from './requests.ts'

const path = '/api/v1/event'
const keyName = keyHeader.toLowerCase()

export interface FastEventsOptions {
  engine: Pick<Engine, 'events' | 'keys' | 'websites'>
  log: Logger
  metrics: Pick<Metrics, 'requests'>
}

/** What Express reads in the same way; whatever else is sent, it answers. */
const plainJson = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i

/**
 * `POST /api/v1/event` as its route answers it, without Express: half of what an event costs is in its middleware
 * (bench/README.md). What is rare goes the long way: a key of the header, a body that is compressed, or no plain JSON.
 */
export function createFastEvents({ engine, log, metrics }: FastEventsOptions) {
  const { keys } = engine

  /** Whether a request is one of these; then it is answered. */
  function answers(req: IncomingMessage, res: ServerResponse): boolean {
    if (!isFast(req)) return false
    answer(req, res).catch((err: unknown) => {
      log.error({ err }, 'an event was not answered')
      res.destroy()
    })
    return true
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const started = performance.now()
    const requestId = requestIdOf(req)
    const reply = await replyTo(req).catch((error: unknown) => refusal(error, requestId))
    send(res, requestId, reply)
    const labels = { route: path, method: 'POST', status: String(reply.status) }
    metrics.requests.observe(labels, (performance.now() - started) / 1000)
  }

  /** Who may not send anything is told so before anything is read. */
  async function replyTo(req: IncomingMessage): Promise<Reply> {
    const caller = await keys.check(bearerIn(req.headers.authorization))
    refuseReader(caller)
    const taken = await takeBody(engine, caller, parse(await readBody(req)))
    return { status: 200, headers: {}, body: JSON.stringify(taken) }
  }

  function refusal(error: unknown, requestId: string): Reply {
    const problem = describe(error)
    const { code, message, status } = problem
    if (status >= 500) log.error({ err: error, requestId }, message)
    else log.info({ requestId, code, status }, message)
    return renderClaimr(problem)
  }

  return answers
}

type Reply = Pick<Rendered, 'status' | 'headers' | 'body'>

function isFast({ method, url, headers }: IncomingMessage): boolean {
  if (url !== path || method !== 'POST' || keyName in headers) return false
  return !('content-encoding' in headers) && plainJson.test(headers['content-type'] ?? '')
}

function send(res: ServerResponse, requestId: string, { status, headers, body }: Reply): void {
  res
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': requestId,
      ...headers,
    })
    .end(body)
}

/** Reads to the end also what is too large, so that the answer arrives. Listeners cost half of what an iterator does. */
function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    const leave = () => {
      if (req.complete) return
      reject(new Failure('malformed_request', 'the client went away before it had said all'))
    }
    // It may have gone while it was found out who it is.
    if (req.closed) return leave()
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBulkBytes) chunks.push(chunk)
    })
    req.on('end', () => {
      if (size > mostBulkBytes) reject(new Failure('payload_too_large', 'the body is too large'))
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
    req.on('close', leave)
    req.on('error', leave)
  })
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString()) as unknown
  } catch (cause) {
    throw new Failure('malformed_request', 'the body is not JSON', { cause })
  }
}
