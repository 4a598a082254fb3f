import { Failure, failures } from '../domain/failure.ts'
import type { FailureCode, FieldError } from '../domain/failure.ts'

/** What an error comes to, whichever door it leaves by. */
export interface Problem {
  code: FailureCode | 'internal'
  status: number
  message: string
  errors: readonly FieldError[]
  retryAfterSeconds?: number | undefined
}

const comeBackInSeconds = 5

/** Says what an error means to the caller. Whatever is not known here is `internal`, and nothing of it is told. */
export function describe(error: unknown): Problem {
  if (error instanceof Failure) return described(error)
  if (isOutage(error)) return problem('unavailable', 'the service cannot be reached at the moment')
  const refused = refusedByParser(error)
  if (refused) return problem(...refused)
  return { code: 'internal', status: 500, message: 'something went wrong', errors: [] }
}

function described({ code, message, errors = [], retryAfterSeconds }: Failure): Problem {
  return { ...problem(code, message, errors), ...(retryAfterSeconds ? { retryAfterSeconds } : {}) }
}

function problem(code: FailureCode, message: string, errors: readonly FieldError[] = []): Problem {
  const { status, retry } = failures[code]
  return {
    code,
    status,
    message,
    errors,
    ...(retry ? { retryAfterSeconds: status === 503 ? comeBackInSeconds : 1 } : {}),
  }
}

// What drivers throw when MongoDB or Temporal cannot be reached: they share no class.
const outages =
  /^(?:Mongo(?:ose)?(?:Network|NetworkTimeout|ServerSelection|NotConnected|TopologyClosed|PoolCleared|PoolClosed|WaitQueueTimeout|ServerClosed)Error|ServiceError)$/

/** MongoDB's own codes for a server that stops, steps down or is not primary yet. */
const passingCodes: readonly unknown[] = [
  6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (outages.test(error.name)) return true
  return error.name.startsWith('Mongo') && 'code' in error && passingCodes.includes(error.code)
}

/** Express and its parsers mark what is the caller's fault with a type and a status. */
function refusedByParser(error: unknown): [FailureCode, string] | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') {
    return undefined
  }
  if (error.status === 413) return ['payload_too_large', 'the body is too large']
  if (error.status < 400 || error.status >= 500) return undefined
  const isSyntax = error instanceof SyntaxError
  return ['malformed_request', isSyntax ? 'the body is not JSON' : 'the request cannot be read']
}
