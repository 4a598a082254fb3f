import { Failure } from '../domain/failure.ts'
import { isObject } from './answer.ts'
import type { Answer } from './answer.ts'
import { resetOf, retryAfterOf } from './limits.ts'
import type { Problem } from './x-shapes.ts'

/** Our own token: whatever it lacks is not the user's to mend. */
export function ourRefusal(answer: Answer): Failure | undefined {
  if (answer.status !== 401 && answer.status !== 403) return limitOf(answer)
  return new Failure('rule_misconfigured', `X refuses our app: ${problemOf(answer)}`)
}

/** A user's token: dead, or without the scope that this question needs. */
export function theirRefusal(answer: Answer): Failure | undefined {
  const { status } = answer
  if (status !== 401 && status !== 403) return limitOf(answer)
  if (/client-forbidden|unsupported-authentication/.test(problemOf(answer))) {
    return new Failure('rule_misconfigured', `X refuses our app: ${problemOf(answer)}`)
  }
  const lack =
    status === 401 ? 'does not accept this token' : 'was not given the consent this needs'
  return new Failure('provider_unauthorized', `X ${lack}: reconnect X`)
}

/** https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export function grantRefusal(answer: Answer): Failure | undefined {
  const { status, body } = answer
  const error = isObject(body) ? body.error : undefined
  // X says both of a refresh token that is spent, revoked or unknown.
  if (error === 'invalid_grant' || error === 'invalid_request') {
    return new Failure('provider_unauthorized', 'X does not renew this consent: reconnect X')
  }
  if (status !== 400 && status !== 401 && status !== 403) return limitOf(answer)
  return new Failure('rule_misconfigured', 'X does not accept our client id and secret')
}

/** Whether a 200 says that what was looked up does not exist, or not any more. */
export function isMissing({ errors = [] }: { errors?: Problem[] | undefined }): boolean {
  return errors.some(({ type }) => type?.endsWith('/resource-not-found'))
}

/** A 200 that leaves out what was asked for. Without a reason it is not an answer we know. */
export function inlineFailure(
  { errors = [] }: { errors?: Problem[] | undefined },
  message: string,
) {
  return new Failure(errors.length > 0 ? 'unverifiable' : 'provider_changed', message)
}

// A spent quota of the month is a 429 too, but the end of the window does not bring it back.
function limitOf(answer: Answer): Failure | undefined {
  const { status, headers } = answer
  if (status !== 429) return undefined
  const isMonthly = problemOf(answer).includes('usage-capped')
  const wait = isMonthly ? 3600 : (retryAfterOf(headers) ?? resetOf(headers, 'x-rate-limit-reset'))
  const message = isMonthly ? "X: this month's quota is spent" : 'X answered 429: too many calls'
  return new Failure('provider_limited', message, { retryAfterSeconds: wait })
}

function problemOf({ status, body }: Answer): string {
  const { type, title } = isObject(body) ? body : {}
  const words = [type, title].filter((word) => typeof word === 'string').join(' ')
  return words.slice(0, 200) || String(status)
}
