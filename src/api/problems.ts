import type { ErrorRequestHandler, Request, Response } from 'express'
import { describe } from './describe.ts'
import type { Problem } from './describe.ts'
import { write } from './rendered.ts'
import type { Rendered } from './rendered.ts'

/** The one place where an error becomes an answer: problem details (RFC 9457) for most, claimr's shape for claimr. */
export const problems: ErrorRequestHandler = (error: unknown, req, res, next) => {
  const problem = describe(error)
  if (problem.status >= 500) req.log.error({ err: error }, problem.message)
  else req.log.info({ code: problem.code }, problem.message)
  // Half an answer cannot be made another one: Express ends the connection.
  if (res.headersSent) return next(error)
  write(res, renderProblem(problem, req, res))
}

/** A problem in the shape of the door that the request came through. */
export function renderProblem(problem: Problem, { path }: Request, res: Response): Rendered {
  if (isClaimr(path)) return renderClaimr(problem)
  return {
    status: problem.status,
    mediaType: 'application/problem+json',
    headers: hintsFor(problem),
    body: JSON.stringify(problemBody(problem, String(res.getHeader('X-Request-Id')))),
  }
}

/** A problem in claimr's shape, which has no place for pointers but the sentence. */
export function renderClaimr(problem: Problem): Rendered {
  const { code, status, errors: [flaw] = [] } = problem
  const isNamed = !flaw || problem.message.includes(flaw.pointer)
  const message = isNamed ? problem.message : `${flaw.pointer}: ${problem.message}`
  return {
    status,
    mediaType: 'application/json',
    headers: hintsFor(problem),
    body: JSON.stringify({ success: false, error: { code, message } }),
  }
}

/** The official clients retry a 409 unless they are told not to. */
function hintsFor({ code, status, retryAfterSeconds }: Problem): Record<string, string> {
  return {
    ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }),
    ...(status === 409 && code !== 'key_in_progress' ? { 'x-should-retry': 'false' } : {}),
  }
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

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
