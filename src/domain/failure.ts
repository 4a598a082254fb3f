/** Every way Vouchsafe fails: `status` answers the API's caller, `retry` instructs Temporal. */
export const failures = {
  malformed_request: { status: 400, retry: false },
  unauthenticated: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  not_found: { status: 404, retry: false },
  payload_too_large: { status: 413, retry: false },
  invalid_request: { status: 422, retry: false },

  not_connected: { status: 409, retry: false },
  rule_inactive: { status: 409, retry: false },
  interval_spent: { status: 409, retry: false },
  required_rule_missing: { status: 409, retry: false },
  user_blocked: { status: 409, retry: false },
  already_connected: { status: 409, retry: false },
  evidence_taken: { status: 409, retry: false }, // somebody else was paid for the same thing
  signature_refused: { status: 422, retry: false },
  too_many_requests: { status: 429, retry: true },

  key_conflict: { status: 409, retry: false }, // the same key with other content
  key_in_progress: { status: 409, retry: true },
  insufficient_points: { status: 422, retry: false },
  cap_reached: { status: 422, retry: false },
  account_closed: { status: 422, retry: false },

  provider_unauthorized: { status: 424, retry: false }, // the user must reconnect
  unverifiable: { status: 424, retry: false }, // private, no consent, or the platform offers no way
  rule_misconfigured: { status: 424, retry: false }, // the rule's owner must act
  provider_refused: { status: 502, retry: false }, // our request was wrong
  provider_changed: { status: 502, retry: false }, // its answer is not what we parse
  provider_limited: { status: 503, retry: true },
  provider_unavailable: { status: 503, retry: true },
  reading_gone: { status: 502, retry: false }, // the block a page was read at is no longer canonical

  unavailable: { status: 503, retry: true }, // our own MongoDB or Temporal
} as const

export type FailureCode = keyof typeof failures

/** One field that is wrong: a JSON pointer into what was sent, a code and a sentence. */
export interface FieldError {
  pointer: string
  code: string
  message: string
}

export interface FailureOptions {
  cause?: unknown
  retryAfterSeconds?: number | undefined
  errors?: FieldError[] | undefined
}

/** A surprise: something could not be found out or done. "No" is not a failure but a verdict. */
export class Failure extends Error {
  override name = 'Failure'
  readonly code: FailureCode
  readonly retryAfterSeconds: number | undefined
  readonly errors: FieldError[] | undefined

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.errors = options.errors
  }
}

export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(failures, code)
}

export function isRetried(code: FailureCode): boolean {
  return failures[code].retry
}
