import { expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { describe } from '../../src/api/describe.ts'
import { Failure } from '../../src/domain/failure.ts'
import { startApi } from './support.ts'

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

it('while MongoDB is gone a request is 503, and nothing is half-done', async () => {
  const api = await startApi()
  await api.mongo.getClient().close()
  const { status, headers, body } = await api.call('GET', '/api/loyalty/rules')
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' })
  expect(headers.get('retry-after')).toBe('5')
  await api.mongo.getClient().connect()
  await api.stop()
})
