import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { FailureCode } from '../../src/domain/failure.ts'

/** For tests of a slow vendor, so that they cost little. Others leave a busy machine all the time it needs. */
export const timeoutMs = 300

/** What can go wrong with any vendor, and how each provider must name it. */
export const outages: [string, FaultOrder, FailureCode][] = [
  ['a 500', { kind: 'status', status: 500, body: { message: 'boom' } }, 'provider_unavailable'],
  ['a 503 without a body', { kind: 'status', status: 503 }, 'provider_unavailable'],
  ['a web page with 200', { kind: 'html' }, 'provider_unavailable'],
  ['a web page with 403', { kind: 'html', status: 403 }, 'provider_unavailable'],
  ['a web page with 502', { kind: 'html', status: 502 }, 'provider_unavailable'],
  ['half an answer', { kind: 'truncate' }, 'provider_unavailable'],
  ['nothing with 200', { kind: 'empty', status: 200 }, 'provider_unavailable'],
  ['nothing with 204', { kind: 'empty' }, 'provider_unavailable'],
  ['a cut line', { kind: 'drop', when: 'before' }, 'provider_unavailable'],
  ['a late answer', { kind: 'slow', ms: 3 * timeoutMs }, 'provider_unavailable'],
  ['a teapot', { kind: 'status', status: 418, body: { message: 'no' } }, 'provider_refused'],
  ['another shape', { kind: 'status', status: 200, body: { odd: 1 } }, 'provider_changed'],
]

/** The failure a question ends in. Throws if it was answered. */
export async function failureOf(question: Promise<unknown>): Promise<Failure> {
  const outcome = await question.then(
    (answer) => new Error(`it was answered: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  )
  if (outcome instanceof Failure) return outcome
  throw outcome
}
