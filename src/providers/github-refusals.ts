import { Failure } from '../domain/failure.ts'
import { failureOf, isObject } from './answer.ts'
import type { Answer, Reading } from './answer.ts'
import { brokenCall } from './http.ts'
import { resetOf, retryAfterOf } from './limits.ts'

interface OctokitResponse {
  status: number
  headers: object
  data: unknown
}

/** Asks through Octokit; undefined for a 404, whose meaning depends on the question. */
export async function askGithub(
  send: () => Promise<OctokitResponse>,
  read: Reading,
): Promise<Answer | undefined> {
  try {
    return answerOf(await send())
  } catch (error) {
    const answer = refusedAnswer(error)
    if (!answer) throw brokenCall('github', causeOf(error))
    if (answer.status === 404 && isObject(answer.body)) return undefined
    throw failureOf('github', answer, read)
  }
}

/** Our own token: whatever it lacks is not the user's to mend. */
export function ourRefusal(answer: Answer): Failure | undefined {
  const limited = limitOf(answer)
  if (limited) return limited
  if (answer.status === 401) {
    return new Failure('rule_misconfigured', 'GitHub does not accept our token')
  }
  if (![403, 451].includes(answer.status)) return undefined
  return new Failure('rule_misconfigured', `GitHub refuses our token: ${messageOf(answer)}`)
}

export function theirRefusal(answer: Answer): Failure | undefined {
  const limited = limitOf(answer)
  if (limited) return limited
  if (answer.status !== 401 && answer.status !== 403) return undefined
  return new Failure('provider_unauthorized', 'GitHub does not accept this token: reconnect GitHub')
}

// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: a 403 as often as a 429, and
// a secondary limit may be told by its words alone.
function limitOf(answer: Answer): Failure | undefined {
  const { status, headers } = answer
  if (status !== 403 && status !== 429) return undefined
  const words = messageOf(answer)
  const isSecondary = /secondary rate limit|abuse detection/i.test(words)
  const isPrimary = headers.get('x-ratelimit-remaining') === '0' || /rate limit/i.test(words)
  const wait = retryAfterOf(headers) ?? (isSecondary ? undefined : resetOf(headers, reset))
  if (!isSecondary && !isPrimary && !headers.has('retry-after') && status !== 429) return undefined
  return new Failure('provider_limited', `GitHub answered ${status}: too many calls`, {
    retryAfterSeconds: wait ?? 60,
  })
}

const reset = 'x-ratelimit-reset'

function messageOf({ body }: Answer): string {
  return isObject(body) && typeof body.message === 'string' ? body.message.slice(0, 200) : ''
}

// Octokit hands out text where it could not parse JSON, and an empty text where there was nothing.
function answerOf({ status, headers, data }: OctokitResponse): Answer {
  return { status, headers: new Headers({ ...headers }), body: isObject(data) ? data : undefined }
}

function refusedAnswer(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('response' in error) || !isObject(error.response)) return
  const { status, headers, data } = error.response
  if (typeof status !== 'number' || !isObject(headers)) return undefined
  return answerOf({ status, headers, data })
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error
}
