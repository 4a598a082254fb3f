import type { ErrorRequestHandler, Response } from 'express'
import { describe } from './describe.ts'
import type { Problem } from './describe.ts'

/** The one place where an error becomes an answer: problem details (RFC 9457) for most, claimr's shape for claimr. */
export const problems: ErrorRequestHandler = (error: unknown, req, res, next) => {
  const problem = describe(error)
  if (problem.status >= 500) req.log.error({ err: error }, problem.message)
  else req.log.info({ code: problem.code }, problem.message)
  // Half an answer cannot be made another one: Express ends the connection.
  if (res.headersSent) return next(error)

  hintRetries(res, problem)
  res.status(problem.status)
  if (isClaimr(req.path)) return void res.json(claimrBody(problem))
  res
    .type('application/problem+json')
    .json(problemBody(problem, String(res.getHeader('X-Request-Id'))))
}

/** The official clients retry a 409 unless they are told not to. */
function hintRetries(res: Response, { code, status, retryAfterSeconds }: Problem): void {
  if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds))
  if (status === 409 && code !== 'key_in_progress') res.set('x-should-retry', 'false')
}

export function isClaimr(path: string): boolean {
  return path.startsWith('/api/v1/')
}

function problemBody({ code, status, message, errors }: Problem, requestId: string) {
  return {
    type: `/problems/${code}`,
    title: titleOf(code),
    status,
    detail: message,
    code,
    message,
    errors,
    requestId,
  }
}

function claimrBody({ code, message }: Problem) {
  return { success: false, error: { code, message } }
}

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
