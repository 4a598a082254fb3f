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
import { requestIdOf } from './requests.ts'

const path = '/api/v1/event'
const keyName = keyHeader.toLowerCase()

export interface FastEventsOptions {
  engine: Pick<Engine, 'events' | 'keys' | 'websites'>
  log: Logger
  metrics: Pick<Metrics, 'requests'>
}

/**
 * `POST /api/v1/event` as its route answers it, without Express: half of what an event costs is in its middleware
 * (bench/README.md). Only requests with a key of the header, which are rare, go the long way.
 */
export function createFastEvents({ engine, log, metrics }: FastEventsOptions) {
  const { keys } = engine

  /** Whether a request is one of these; then it is answered. */
  function answers(req: IncomingMessage, res: ServerResponse): boolean {
    if (req.url !== path || req.method !== 'POST' || keyName in req.headers) return false
    void answer(req, res)
    return true
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const started = performance.now()
    const requestId = requestIdOf(req)
    try {
      const body = await readBody(req)
      const caller = await keys.check(bearerIn(req.headers.authorization))
      refuseReader(caller)
      send(res, requestId, 200, JSON.stringify(await takeBody(engine, caller, parse(body))))
    } catch (error) {
      const problem = describe(error)
      const { status, headers, body } = renderClaimr(problem)
      if (status >= 500) log.error({ err: error, requestId }, problem.message)
      else log.info({ requestId, code: problem.code, status }, problem.message)
      send(res, requestId, status, body, headers)
    }
    const labels = { route: path, method: 'POST', status: String(res.statusCode) }
    metrics.requests.observe(labels, (performance.now() - started) / 1000)
  }

  return answers
}

function send(
  res: ServerResponse,
  requestId: string,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
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

/** Reads to the end also what is refused, so that the answer arrives. */
function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostBulkBytes) chunks.push(chunk)
    })
    req.on('end', () => {
      const refusal = refusalOf(size, req.headers['content-type'] ?? '')
      if (refusal) reject(refusal)
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
    req.on('error', reject)
  })
}

function refusalOf(size: number, type: string): Failure | undefined {
  if (size > mostBulkBytes) return new Failure('payload_too_large', 'the body is too large')
  if (size === 0 || /^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return undefined
  const message = 'the body must be JSON: send content-type application/json'
  return new Failure('malformed_request', message)
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString()) as unknown
  } catch (cause) {
    throw new Failure('malformed_request', 'the body is not JSON', { cause })
  }
}
