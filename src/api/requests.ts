import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import type { Metrics } from '../metrics.ts'

const acceptable = /^[\w.-]{1,128}$/

/** Gives every request an id (its own, if it brings a sensible one) and a line in the log when it is over. */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp<IncomingMessage, ServerResponse>({
    logger: log,
    genReqId: (req, res) => {
      const id = requestIdOf(req)
      res.setHeader('X-Request-Id', id)
      return id
    },
    // Queries may hold e-mail addresses, and a link's token is good for a click: neither is written down.
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
        id,
        method,
        path: pathOf(url),
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
    customProps: (_req, res) => factsOf(res),
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'error' : 'info'),
    autoLogging: { ignore: ({ url = '' }) => /^\/(?:healthz|readyz|metrics)/.test(url) },
  })
}

/** Counts every request under its route's pattern, so that ids do not become labels. */
export function requestMetrics({ requests }: Pick<Metrics, 'requests'>): RequestHandler {
  return (req, res, next) => {
    const started = process.hrtime.bigint()
    res.once('close', () => {
      const route = patternOf(res)
      const seconds = Number(process.hrtime.bigint() - started) / 1e9
      requests.observe({ route, method: req.method, status: String(res.statusCode) }, seconds)
    })
    next()
  }
}

interface Locals {
  pattern?: string
  facts?: Record<string, string>
}

export function setPattern(res: Response, pattern: string): void {
  ;(res.locals as Locals).pattern = pattern
}

export function addFacts(res: Response, facts: Readonly<Record<string, string>>): void {
  const locals = res.locals as Locals
  locals.facts = { ...locals.facts, ...facts }
}

function patternOf(res: Response): string {
  return (res.locals as Locals).pattern ?? 'unknown'
}

function factsOf(res: ServerResponse): Record<string, string> {
  return ('locals' in res && (res.locals as Locals).facts) || {}
}

/** Its own, if it is a sensible one, else a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID()
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/^\/(l|sign-in)\/.*/s, '/$1/...')
}
