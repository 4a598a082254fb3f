import { expect, it } from '@jest/globals'
import { Failure, failures, isFailureCode, isRetried } from '../../src/domain/failure.ts'

it.each(Object.entries(failures))(
  '%s is an error of HTTP, and retried only if it may pass',
  (code, row) => {
    expect(row.status).toBeGreaterThanOrEqual(400)
    expect(row.status).toBeLessThan(600)
    expect(isFailureCode(code)).toBe(true)
    expect(isFailureCode(code) && isRetried(code)).toBe(row.retry)
    if (row.status === 503) expect(row.retry).toBe(true)
  },
)

it('knows no codes but its own', () => {
  for (const code of ['constructor', '__proto__', 'toString', '', undefined, 7]) {
    expect(isFailureCode(code)).toBe(false)
  }
})

it('carries its cause, its fields and when to come back', () => {
  const cause = new Error('socket closed')
  const errors = [{ pointer: '/amount', code: 'required', message: 'is needed' }]
  const failure = new Failure('provider_limited', 'X is busy', {
    cause,
    errors,
    retryAfterSeconds: 9,
  })
  expect(failure).toMatchObject({ code: 'provider_limited', cause, errors, retryAfterSeconds: 9 })
})
