import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Answer, Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
let before: number
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
})
afterAll(() => api.stop())

const path = '/api/loyalty/rules'
const count = async () => {
  const { org } = api.tenant
  const { rules, claims, users } = api.store
  const models = [rules.model, claims.model, users.model]
  const counts = await Promise.all(models.map((model) => model.collection.countDocuments({ org })))
  return counts.reduce((a, b) => a + b)
}
// Whatever is refused changes nothing.
beforeEach(async () => {
  before = await count()
})
afterEach(async () => expect(await count()).toBe(before))

function expectProblem({ status, body, headers }: Answer, wanted: number, pointer?: string) {
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect({ status, body }).toEqual({
    status: wanted,
    body: {
      ...{ type: `/problems/${body.code}`, status: wanted, requestId: headers.get('x-request-id') },
      ...{ title: expect.any(String), code: expect.any(String), errors: expect.any(Array) },
      ...{ detail: body.message, message: expect.any(String) },
    },
  })
  if (pointer === undefined) return
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
}

type Bodies = ReturnType<typeof bodiesFor>
const overlap = [
  { startRange: 1, endRange: 5, amount: 1 },
  { startRange: 5, endRange: 9, amount: 2 },
]
const retention = 'dapps_by_user_retention'

it.each<[string, string, (all: Bodies) => object]>([
  ['no type', '/type', ({ link }) => ({ ...link, type: undefined })],
  ['an unknown rule type', '/type', ({ link }) => ({ ...link, type: 'nonsense' })],
  ['a type of a wrong kind', '/type', ({ link }) => ({ ...link, type: 7 })],
  ['a type that has no measure', '/type', ({ link }) => ({ ...link, type: retention })],
  ['no name', '/name', ({ link }) => ({ ...link, name: undefined })],
  ['a name that is too long', '/name', ({ link }) => ({ ...link, name: 'n'.repeat(256) })],
  ['a wrong enum', '/rewardType', ({ link }) => ({ ...link, rewardType: 'gold' })],
  ['a start that is no time', '/startTime', ({ link }) => ({ ...link, startTime: 'now' })],
  [
    'an end before the start',
    '/endTime',
    ({ link }) => ({ ...link, endTime: '2019-01-01T00:00:00Z' }),
  ],
  ['a negative amount', '/amount', ({ link }) => ({ ...link, amount: -1 })],
  [
    'an amount that is too large',
    '/amount',
    ({ link }) => ({ ...link, amount: '9223372036854775808' }),
  ],
  [
    'a wrong type in metadata',
    '/metadata/timeDelayToVerifySeconds',
    ({ link }) => ({ ...link, metadata: { ...link.metadata, timeDelayToVerifySeconds: [] } }),
  ],
  [
    'a wrong enum in metadata',
    '/metadata/walletType',
    ({ wallet }) => ({ ...wallet, metadata: { walletType: 'x' } }),
  ],
  [
    'a range that overlaps',
    '/metadata/range/1',
    ({ held }) => ({ ...held, metadata: { range: overlap } }),
  ],
  [
    'a wrong end of a range',
    '/metadata/range/0/endRange',
    ({ held }) => ({ ...held, metadata: { range: [{ startRange: 1, endRange: 'x', amount: 1 }] } }),
  ],
  [
    'a cadence the table refuses',
    '/interval',
    ({ word }) => ({ ...word, frequency: 'hourly', interval: 'custom' }),
  ],
  [
    'a lifetime the type lacks',
    '/rewardLifetime',
    ({ wallet }) => ({ ...wallet, rewardLifetime: 'dynamic' }),
  ],
  ['a claim type it lacks', '/claimType', ({ link }) => ({ ...link, claimType: 'auto' })],
  [
    'points without a currency',
    '/loyaltyCurrencyId',
    ({ link }) => ({ ...link, loyaltyCurrencyId: null }),
  ],
])('%s is 422 at %s', async (_name, pointer, bodyOf) => {
  const answer = await api.call('POST', path, bodyOf(bodies))
  expectProblem(answer, 422, pointer)
})

it.each<[string, number, string | undefined, Record<string, string>]>([
  ['malformed JSON', 400, '{"name": ', {}],
  ['no JSON at all', 400, 'name=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a content type of its own', 400, '{}', { 'content-type': 'text/plain' }],
  ['an unknown charset', 400, '{}', { 'content-type': 'application/json; charset=klingon' }],
  ['a body that is no object', 422, '[]', {}],
  ['a body that is null', 422, 'null', {}],
  ['a body over 64 kB', 413, JSON.stringify({ name: 'x'.repeat(66_000) }), {}],
  ['a key __proto__', 422, '{"metadata": {"__proto__": {"x": 1}}}', {}],
  ['a key constructor', 422, '{"constructor": 1}', {}],
  ['a key prototype', 422, '{"metadata": [{"prototype": 1}]}', {}],
  ['deep nesting', 422, `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, {}],
])('%s is %i', async (_name, status, raw, headers) => {
  const answer = await api.call('POST', path, undefined, { ...(raw ? { raw } : {}), headers })
  expectProblem(answer, status)
})

it('a forbidden key is named where it stands', async () => {
  const answer = await api.call('POST', path, undefined, { raw: '{"a": [{"__proto__": 1}]}' })
  expectProblem(answer, 422, '/a/0/__proto__')
})

it.each([
  ['/loyaltyCurrencyId', { loyaltyCurrencyId: 'cur_unknown' }],
  ['/loyaltyRuleGroupId', { loyaltyRuleGroupId: 'grp_unknown' }],
  ['/websiteId', { websiteId: 'web_unknown' }],
])('an unknown thing at %s is 404', async (pointer, change) => {
  expectProblem(await api.call('POST', path, { ...bodies.link, ...change }), 404, pointer)
})

it('another organization is 403', async () => {
  const body = { ...bodies.link, organizationId: 'org_other' }
  expectProblem(await api.call('POST', path, body), 403, '/organizationId')
})

it('a broken percent sign in the path is 400, and an unknown method 404', async () => {
  expectProblem(await api.call('GET', `${path}/%E0%A4%A`), 400)
  expectProblem(await api.call('PUT', `${path}/rul_1`, {}), 404)
})
