import { afterAll, beforeAll, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { describe } from '../../src/api/describe.ts'
import { Failure } from '../../src/domain/failure.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const { MongoNetworkError, MongoServerSelectionError, MongoServerError } = mongoose.mongo

it.each<[string, Error]>([
  ['a lost connection', new MongoNetworkError('gone')],
  ['no server to be found', new MongoServerSelectionError('none', {} as never)],
  ['a server that is not primary', new MongoServerError({ message: 'x', code: 10107 })],
  ['Temporal', Object.assign(new Error('x'), { name: 'ServiceError' })],
  ['the ledger', new Failure('unavailable', 'x')],
])('%s that is down is 503 with a time to come back', (_name, error) => {
  expect(describe(error)).toMatchObject({ status: 503, retryAfterSeconds: 5 })
})

it('a duplicate key that nobody foresaw is no outage', () => {
  expect(describe(new MongoServerError({ message: 'x', code: 11000 }))).toMatchObject({
    ...{ status: 500, code: 'internal' },
  })
})

it('a conflict is never to be retried, except a key that is just being used', async () => {
  const answers = [new Failure('interval_spent', 'x'), new Failure('key_in_progress', 'y')]
  const { complete } = api.engine.claims
  const { find } = api.engine.rules
  api.engine.rules.find = async () => ({ org: api.tenant.org }) as never
  const { find: findUser } = api.engine.users
  api.engine.users.find = async () => ({}) as never
  const seen = []
  for (const failure of answers) {
    api.engine.claims.complete = () => Promise.reject(failure)
    const { status, headers } = await api.call('POST', '/api/loyalty/rules/r/complete', {})
    seen.push([status, headers.get('x-should-retry'), headers.get('retry-after')])
  }
  Object.assign(api.engine.claims, { complete })
  Object.assign(api.engine.rules, { find })
  Object.assign(api.engine.users, { find: findUser })
  expect(seen).toEqual([
    [409, 'false', null],
    [409, null, '1'],
  ])
})

it('while MongoDB is gone a request is 503, and nothing is half-done', async () => {
  const other = await startApi()
  await other.mongo.getClient().close()
  const { status, headers, body } = await other.call('GET', '/api/loyalty/rules')
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' })
  expect(headers.get('retry-after')).toBe('5')
  await other.mongo.getClient().connect()
  await other.stop()
})
