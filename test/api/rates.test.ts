import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { createRates } from '../../src/api/rates.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ rateLimits: { getAccountRank: 1 } })
})
afterAll(() => api.stop())

it('a rank may be asked for as often as the configuration says, by each key', async () => {
  const { body: user } = await api.call('POST', '/api/users/metadatas', { externalIdentifier: 'a' })
  const rank = (key = api.tenant.key) =>
    api.call('GET', `/api/loyalty/accounts/${user.id}/rank`, undefined, { key })
  const answers = await Promise.all([rank(), rank(), rank()])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.headers.get('retry-after')).toBe('1')
  expect(refused?.body).toMatchObject({
    ...{ code: 'too_many_requests', message: 'Too many requests, please try again later.' },
  })
  const { org } = api.tenant
  const other = await api.engine.keys.issue({
    ...{ org, mode: 'live', role: 'ORGANIZATION_API_KEY', name: 'k' },
  })
  expect((await rank(other.key)).status).toBe(200)
})

/** How many of these requests are let through, at these milliseconds. */
function allowed(perSecond: number, times: readonly number[]): number {
  let at = 0
  const rates = createRates({ asked: perSecond }, () => at)
  return times.filter((time) => {
    at = time
    try {
      rates.count('asked', 'k')
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(Failure)
      return false
    }
  }).length
}

it.each<[string, number, number[], number]>([
  ['one a second, at once', 1, [0, 0, 0], 1],
  ['one a second, a second apart', 1, [0, 1000, 2000], 3],
  ['one a second, a little too soon', 1, [0, 999, 1000], 2],
  ['ten a second, at once', 10, Array<number>(20).fill(0), 10],
  ['ten a second, after a pause', 10, [...Array<number>(10).fill(0), 5000, 5000], 12],
  ['one in two seconds', 0.5, [0, 1000, 2000, 4000], 3],
])('%s', (_name, perSecond, times, wanted) => {
  expect(allowed(perSecond, times)).toBe(wanted)
})

it('what has no limit is not counted', () => {
  const rates = createRates({})
  for (let times = 0; times < 100; times++) rates.count('asked', 'k')
})
