import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import express from 'express'
import { pino } from 'pino'
import { problems } from '../../src/api/problems.ts'
import { requestLog } from '../../src/api/requests.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createCall } from './support.ts'
import type { Calling } from './support.ts'

const thrown: Record<string, Error> = {
  conflict: new Failure('interval_spent', 'spent'),
  busy: new Failure('key_in_progress', 'still running'),
  limited: new Failure('provider_limited', 'later', { retryAfterSeconds: 17 }),
  field: new Failure('invalid_request', 'x', {
    errors: [{ pointer: '/a', code: 'c', message: 'm' }],
  }),
  surprise: new Error('a secret detail'),
}
const logged: string[] = []
let server: Server
let call: Calling
beforeAll(async () => {
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(line) })
  const app = express().use(requestLog(log))
  app.use(({ path }) => {
    throw thrown[path.slice(path.lastIndexOf('/') + 1)] ?? new Error('unknown')
  })
  app.use(problems)
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => resolve())
  })
  call = createCall(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '')
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

it.each([
  ['conflict', 409, 'false', null],
  ['busy', 409, null, '1'],
  ['limited', 503, null, '17'],
  ['field', 422, null, null],
])('%s is %i with its hints for retrying clients', async (what, status, shouldRetry, after) => {
  const answer = await call('GET', `/api/${what}`)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('x-should-retry')).toBe(shouldRetry)
  expect(answer.headers.get('retry-after')).toBe(after)
})

it('what nobody foresaw is 500, is logged, and tells nothing of itself', async () => {
  const { status, body } = await call('GET', '/api/surprise')
  expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' })
  expect(JSON.stringify(body)).not.toContain('secret')
  const line = logged.find((each) => each.includes('a secret detail')) ?? '{}'
  expect(JSON.parse(line).req.id).toBe(body.requestId)
})

it("claimr's door has claimr's shape", async () => {
  const { status, body, headers } = await call('GET', '/api/v1/field')
  expect({ status, body }).toEqual({
    status: 422,
    body: { success: false, error: { code: 'invalid_request', message: '/a: x' } },
  })
  expect(headers.get('x-request-id')).toBeTruthy()
})

it('neither a query nor the token of a link is logged', async () => {
  await call('GET', '/api/conflict?emailAddress=somebody@example.test')
  await call('GET', '/l/k1.abc.def')
  expect(logged.join('')).not.toMatch(/somebody|k1\.abc/)
})
