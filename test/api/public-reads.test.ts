import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await reward('ann', 40, {})
})
afterAll(() => api.stop())

const path = '/api/websites/publishable_key'
const reward = (account: string, xp: number, more: object) =>
  api.call(
    'POST',
    '/api/v1/user/reward',
    { account, platform: 'steam', pid: 'acme', id: `${xp}`, xp, ...more },
    { bearer: api.tenant.key },
  )
const make = async (key = api.tenant.key): Promise<string> =>
  (await api.call('POST', path, {}, { key })).body.publishableKey
const read = (fields: Record<string, string>, method = 'user') => {
  const query = new URLSearchParams({ pid: 'acme', platform: 'steam', account: 'ann', ...fields })
  return api.call('GET', `/api/v1/public/api/${method}?${query.toString()}`, undefined, { key: '' })
}

it('nothing is public until somebody makes a key', async () => {
  expect((await api.call('GET', path)).body.publishableKey).toBeNull()
  expect((await read({})).status).toBe(401)
})

it('whoever has seen the key reads a user, from any page', async () => {
  const pub = await make()
  expect((await api.call('GET', path)).body.publishableKey).toBe(pub)
  const { org, website } = api.tenant
  const user = await api.store.users.findByAccount(org, website, 'steam', 'ann')
  const told = { userId: user?._id, displayName: 'Ann' }
  await api.call('POST', '/api/users/metadatas', told)
  await api.call('POST', '/api/loyalty/multipliers', { userId: user?._id, multiplier: 1.5 })

  const { status, headers, body } = await read({ pub })
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      ...{ id: user?._id, name: 'Ann', ref_id: '', ref_xp: 0, ugc_xp: 0, xp: 40 },
      ...{ xp_mul: 1.5, rank: expect.any(Number), exact: { xp: '40' } },
    },
  })
  expect(headers.get('access-control-allow-origin')).toBe('*')
  const refs = await read({ pub }, 'user/refs')
  expect([refs.status, refs.body]).toEqual([200, { data: [] }])
})

it('the key opens nothing else, and no other key opens this', async () => {
  const pub = await make()
  expect((await api.call('GET', '/api/loyalty/rules', undefined, { key: pub })).status).toBe(401)
  const query = `account=ann&platform=steam&pid=acme&pub=${pub}`
  const asked = await api.call('GET', `/api/v1/user/balance?${query}`, undefined, { key: '' })
  expect(asked.status).toBe(401)
  const wrong = await read({ pub: api.tenant.key })
  expect([wrong.status, wrong.body.error.message]).toEqual([
    400,
    expect.stringContaining('never accepted in the address'),
  ])
})

it('a new key replaces the one before, and without one nothing is public', async () => {
  const before = await make()
  const pub = await make()
  expect([(await read({ pub: before })).status, (await read({ pub })).status]).toEqual([401, 200])
  const { body } = await api.call('DELETE', path)
  expect([body.publishableKey, (await read({ pub })).status]).toEqual([null, 401])
})

it('a key of the test side reads the test side', async () => {
  await reward('ann', 3, { env: 'test' })
  const pub = await make(api.tenant.test.key)
  expect(pub).toMatch(/^vs_pub_test_/)
  expect((await read({ pub })).body.xp).toBe(3)
})

it.each<[string, number, Record<string, string>]>([
  ['an unknown user', 404, { account: 'nobody' }],
  ['an unknown campaign', 404, { pid: 'unknown' }],
  ['an empty account', 422, { account: '' }],
  ['a key that is none', 401, { pub: 'x' }],
])('%s is %i', async (_name, status, fields) => {
  expect((await read({ pub: await make(), ...fields })).status).toBe(status)
})

it('the key of one tenant reads no campaign of another', async () => {
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  const pub = await make(other.key)
  for (const pid of ['acme', api.tenant.website]) {
    expect((await read({ pub, pid })).status).toBe(404)
  }
})
