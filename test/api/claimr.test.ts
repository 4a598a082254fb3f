import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { TenantSide } from '../../src/engine/tenants.ts'
import { startApi, wallet } from './support.ts'
import type { Answer, Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const post = (method: string, body: object, bearer = api.tenant.key) =>
  api.call('POST', `/api/v1/user/${method}`, body, { bearer })
const who = (account: string) => ({ account, platform: 'steam', pid: 'acme' })
const isNew = ({ headers }: Answer) => headers.get('idempotent-replayed') === null
const balanceOf = async (account: string, platform = 'steam', side: TenantSide = api.tenant) => {
  const { org, website, currency } = side
  const user = await api.engine.users.findOrCreate({ org, website }, { platform, account })
  return (await api.ledger.balance(`${org}:${website}:${currency}:${user._id}`)).balance
}

it('a reward is booked before it is answered', async () => {
  const { status, body } = await post('reward', { ...who('a'), id: '1', kind: 'quest', xp: 100 })
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      ...{ success: true, id: '1', ignored: false, differs: [] },
      ...{ requested: '100', done: '100' },
    },
  })
  expect(await balanceOf('a')).toBe(100n)
})

it('the same reward 64 times at once, for a user nobody knew, is one user and one reward', async () => {
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => post('reward', { ...who('many'), id: 'x', xp: 5 })),
  )
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.success}`))).toEqual(
    new Set(['200 true']),
  )
  expect(answers.filter(isNew)).toHaveLength(1)
  expect(await balanceOf('many')).toBe(5n)
  const { org } = api.tenant
  const users = await api.store.users.model.find({ org, 'accounts.id': 'many' })
  expect(users).toHaveLength(1)
})

it('the same id with other content is ignored, and says what differs', async () => {
  await post('reward', { ...who('b'), id: '1', xp: 10 })
  const { status, body } = await post('reward', { ...who('b'), id: '1', xp: 11 })
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { success: true, ignored: true, differs: ['/xp'], done: '0' },
  })
  expect(await balanceOf('b')).toBe(10n)
})

it('an id belongs to a user, a campaign and a method', async () => {
  await post('reward', { ...who('c'), id: 'same', xp: 10 })
  await post('reward', { ...who('d'), id: 'same', xp: 10 })
  await post('withdraw', { ...who('c'), id: 'same', xp: 4 })
  expect([await balanceOf('c'), await balanceOf('d')]).toEqual([6n, 10n])
})

it('a withdrawal takes what is there, and records what was asked', async () => {
  await post('reward', { ...who('e'), id: '1', xp: 30 })
  const { body } = await post('withdraw', { ...who('e'), id: '1', kind: 'shop', xp: 50 })
  expect(body).toMatchObject({ success: true, requested: '50', done: '30' })
  const again = await post('withdraw', { ...who('e'), id: '1', kind: 'shop', xp: 50 })
  expect([again.body, isNew(again)]).toEqual([body, false])
  const empty = await post('withdraw', { ...who('e'), id: '2', xp: 50 })
  expect([empty.status, empty.body.done]).toEqual([200, '0'])
})

it('a strict withdrawal takes all or nothing, and a refusal stands for its id', async () => {
  await post('reward', { ...who('f'), id: '1', xp: 30 })
  const strict = { ...who('f'), id: 's', xp: 50, strict: true }
  const { status, body } = await post('withdraw', strict)
  expect({ status, body }).toEqual({
    status: 422,
    body: {
      ...{ success: false },
      error: { code: 'insufficient_points', message: expect.any(String) },
    },
  })
  await post('reward', { ...who('f'), id: '2', xp: 100 })
  expect((await post('withdraw', strict)).status).toBe(422)
  expect((await post('withdraw', { ...strict, id: 's2' })).body).toMatchObject({ done: '50' })
  expect(await balanceOf('f')).toBe(80n)
})

it('64 withdrawals at once never take more than there is', async () => {
  await post('reward', { ...who('g'), id: '1', xp: 10 })
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, n) =>
      post('withdraw', { ...who('g'), id: `w${n}`, xp: 1, strict: true }),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
  expect(await balanceOf('g')).toBe(0n)
})

it('a wallet is the same user as on the other door', async () => {
  const told = { walletAddress: wallet('a') }
  const { body } = await api.call('POST', '/api/users/metadatas', told)
  const account = wallet('a').toUpperCase().replace('X', 'x')
  await post('reward', { account, platform: 'web3', pid: 'acme', id: '1', xp: 3 })
  expect(await balanceOf(wallet('a'), 'web3')).toBe(3n)
  expect(await api.engine.users.find({ org: api.tenant.org }, told)).toMatchObject({ _id: body.id })
})

it('the campaign may be named by the id of its website', async () => {
  const { status } = await post('reward', { ...who('h'), pid: api.tenant.website, id: '1', xp: 1 })
  expect(status).toBe(200)
})

it.each(['test', 'sandbox', 'LIVE'])('env %s stays out of the live balance', async (env) => {
  await post('reward', { ...who(`env ${env}`), id: '1', xp: 9, env })
  expect(await balanceOf(`env ${env}`)).toBe(0n)
  expect(await balanceOf(`env ${env}`, 'steam', api.tenant.test)).toBe(9n)
})

it('a test key stays out of it whatever the env', async () => {
  await post('reward', { ...who('t'), id: '1', xp: 9, env: 'live' }, api.tenant.test.key)
  expect(await balanceOf('t')).toBe(0n)
  expect(await balanceOf('t', 'steam', api.tenant.test)).toBe(9n)
})

it.each<[string, number, object]>([
  ['an unknown campaign', 404, { pid: 'unknown' }],
  ['no points', 422, { xp: 0 }],
  ['negative points', 422, { xp: -1 }],
  ['half a point', 422, { xp: 0.5 }],
  ['points as text', 422, { xp: '10' }],
  ['points that are none', 422, { xp: null }],
  ['more points than can be booked', 422, { xp: 1e19 }],
  ['points that only print with an exponent', 422, { xp: 1e21 }],
  ['no id', 422, { id: undefined }],
  ['an empty id', 422, { id: '' }],
  ['an id that is a number', 422, { id: 7 }],
  ['no account', 422, { account: '' }],
  ['half a sign', 422, { account: '\ud800' }],
  ['an env that is a number', 422, { env: 1 }],
  ['a strict that is text', 422, { strict: 'yes' }],
])('%s is %i in claimr’s shape', async (_name, status, wrong) => {
  const answer = await post('withdraw', { ...who('z'), id: '1', xp: 1, ...wrong })
  expect(answer.status).toBe(status)
  expect(answer.body).toEqual({
    success: false,
    error: { code: expect.any(String), message: expect.any(String) },
  })
})

it.each([
  ['{', 400],
  ['{"account":"z","platform":"steam","pid":"acme","id":"1","xp":1e400}', 422],
  ['{"account":"z","platform":"steam","pid":"acme","id":"1","xp":NaN}', 400],
])('%s is %i', async (raw, status) => {
  const sent = { raw, bearer: api.tenant.key }
  expect((await api.call('POST', '/api/v1/user/reward', undefined, sent)).status).toBe(status)
})

it('the token is a bearer token, and nothing else', async () => {
  const body = { ...who('z'), id: '1', xp: 1 }
  const { status } = await api.call('POST', '/api/v1/user/reward', body)
  expect(status).toBe(401)
  expect((await post('reward', body, 'vs_live_wrong')).body.error.code).toBe('unauthenticated')
})
