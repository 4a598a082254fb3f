import type { ProblemReply } from './replies.ts'

export type FieldError = ProblemReply['errors'][number]
type Told = Pick<ProblemReply, 'status' | 'code' | 'message'> & Partial<ProblemReply>

/** What the server says when it says no (RFC 9457), or that it did not say anything. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[]

  constructor({ status, code, message, requestId, errors = [] }: Told) {
    super(message)
    this.status = status
    this.code = code
    this.requestId = requestId
    this.errors = errors
  }
}

/** Nobody answered: the server is gone, or the network is. */
export function unreachable(): Problem {
  return new Problem({ status: 0, code: 'unreachable', message: 'The server does not answer.' })
}

export async function problemOf(response: Response): Promise<Problem> {
  const isTold = response.headers.get('content-type')?.includes('json') ?? false
  if (isTold) return new Problem((await response.json()) as ProblemReply)
  // A proxy answers in the server's place while that is away.
  if (response.status >= 502) return unreachable()
  const message = `The server answered ${response.status} and did not say why.`
  return new Problem({ status: response.status, code: 'unknown', message })
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof Problem && error.code === 'unreachable'
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401
}
