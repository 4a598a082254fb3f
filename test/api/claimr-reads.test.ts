import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi, until, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const steam = (account: string) => ({ account, platform: 'steam' })
const queryOf = (fields: Record<string, string>) => new URLSearchParams(fields).toString()
const get = (path: string, fields: Record<string, string>, bearer = api.tenant.key) =>
  api.call('GET', `/api/v1${path}?${queryOf(fields)}`, undefined, { bearer })
const balance = (fields: Record<string, string>, bearer?: string) =>
  get('/user/balance', { pid: 'acme', ...fields }, bearer)
const token = (fields: Record<string, string>, bearer?: string) =>
  get('/token', { pid: 'acme', ...fields }, bearer)
const reward = (account: string, xp: number, more: object = {}, bearer = api.tenant.key) => {
  const body = { ...steam(account), pid: 'acme', id: `${account} ${xp}`, xp, ...more }
  return api.call('POST', '/api/v1/user/reward', body, { bearer })
}
const usersCalled = (id: string) =>
  api.store.users.model.countDocuments({ org: api.tenant.org, 'accounts.id': id })

it('a balance is what was given, with the rank among all', async () => {
  await reward('first', 500)
  await reward('second', 300)
  const { body } = await until(
    () => balance(steam('second')),
    ({ body }) => body.data.rank === 2,
  )
  expect(body).toEqual({
    data: { xp: 300, ref_xp: 0, ugc_xp: 0, rank: 2 },
    exact: { xp: '300' },
  })
  await reward('second', 900)
  // The points are there at once; the rank follows within a second.
  expect((await balance(steam('second'))).body.data.xp).toBe(1200)
  await until(
    () => balance(steam('second')),
    ({ body }) => body.data.rank === 1,
  )
})

it('somebody nobody has heard of has nothing, and is not made by asking', async () => {
  const { status, body } = await balance(steam('stranger'))
  expect([status, body.data]).toEqual([200, { xp: 0, ref_xp: 0, ugc_xp: 0, rank: 0 }])
  expect(await usersCalled('stranger')).toBe(0)
})

it('a balance beyond what a number holds has its digits beside it', async () => {
  const { org, website, currency } = api.tenant.test
  const user = await api.engine.users.findOrCreate({ org, website }, steam('whale'))
  const place = `${org}:${website}:${currency}`
  await api.ledger.post({
    ...{ key: 'whale', kind: 'adjustment' },
    legs: [
      { account: `${place}:${user._id}`, amount: 9_007_199_254_740_993n },
      { account: `${place}:issuance`, amount: -9_007_199_254_740_993n },
    ],
  })
  const { body } = await balance(steam('whale'), api.tenant.test.key)
  expect(body).toMatchObject({
    data: { xp: 9_007_199_254_740_992 },
    exact: { xp: '9007199254740993' },
  })
})

it('env shows the test side, and a wallet is known by its address', async () => {
  await reward('tried', 7, { env: 'sandbox' })
  expect((await balance(steam('tried'))).body.data.xp).toBe(0)
  expect((await balance({ ...steam('tried'), env: 'x' })).body.data.xp).toBe(7)
  const account = wallet('c')
  await reward(account, 5, { platform: 'web3' })
  const shouted = account.toUpperCase().replace('X', 'x')
  expect((await balance({ account: shouted, platform: 'web3' })).body.data.xp).toBe(5)
})

it.each<[string, number, Record<string, string>]>([
  ['an unknown campaign', 404, { ...steam('a'), pid: 'unknown' }],
  ['no platform', 422, { account: 'a' }],
  ['no account', 422, { platform: 'steam' }],
  ['an empty account', 422, steam('')],
])('a balance of %s is %i in claimr’s shape', async (_name, status, fields) => {
  const answer = await balance(fields)
  expect(answer.status).toBe(status)
  expect(answer.body).toEqual({
    success: false,
    error: { code: expect.any(String), message: expect.any(String) },
  })
})

it('a token makes the user, and reads their own balance without saying who', async () => {
  const { status, body } = await token({ ...steam('ann'), name: 'Ann' })
  expect([status, await usersCalled('ann')]).toEqual([200, 1])
  await reward('ann', 40)
  const own = (fields: Record<string, string>) => get('/user/balance', fields, body.token)
  expect((await own({})).body.data.xp).toBe(40)
  expect((await own({ ...steam('ann'), pid: 'acme' })).body.data.xp).toBe(40)
  await reward('bob', 10)
  const codes = await Promise.all([own(steam('bob')), own(steam('nobody')), own({ pid: 'other' })])
  expect(codes.map((answer) => answer.status)).toEqual([403, 403, 404])
})

it('a token reads nothing else and writes nothing', async () => {
  const { body } = await token(steam('curious'))
  const bearer = body.token as string
  expect((await token(steam('curious'), bearer)).status).toBe(401)
  expect((await reward('curious', 1, {}, bearer)).status).toBe(401)
  const snag = { key: bearer }
  expect((await api.call('GET', '/api/loyalty/rules', undefined, snag)).status).toBe(401)
})

it('tokens go on for ever, one after the other, until their user is blocked', async () => {
  const [first, second] = [await token(steam('guest')), await token(steam('guest'))]
  const tokens = [first.body.token, second.body.token] as string[]
  api.clock.offsetMs = 20 * 366 * 86_400_000
  const ask = () => Promise.all(tokens.map((each) => get('/user/balance', {}, each)))
  const late = await ask().finally(() => (api.clock.offsetMs = 0))
  expect(late.map(({ status }) => status)).toEqual([200, 200])

  const { org, website } = api.tenant
  const user = await api.store.users.findByAccount(org, website, 'steam', 'guest')
  await api.call('POST', '/api/users/metadatas', { userId: user?._id, isBlocked: true })
  expect((await ask()).map(({ status }) => status)).toEqual([401, 401])
  const again = await token(steam('guest'))
  expect([again.status, again.body.error.code]).toEqual([409, 'user_blocked'])
})

it.each([
  ['made up', (token: string) => `${token.slice(0, -4)}AAAA`],
  ['cut', (token: string) => token.slice(0, 40)],
  ['of nothing', () => 'vs_user_'],
])('a token that is %s is 401', async (_name, spoil) => {
  const { body } = await token(steam('ann'))
  expect((await get('/user/balance', {}, spoil(body.token))).status).toBe(401)
})

it('a link of a user is no token, though it is sealed with the same key', async () => {
  const { org } = api.tenant
  const sealed = api.sealer.seal(JSON.stringify({ org, user: 'usr_x' }), 'link')
  expect((await get('/user/balance', {}, `vs_user_${sealed}`)).status).toBe(401)
})

it('the same person in the test programme has another token', async () => {
  await reward('twin', 3, { env: 'test' })
  const { body } = await token({ ...steam('twin'), env: 'test' })
  expect((await get('/user/balance', {}, body.token)).body.data.xp).toBe(3)
  expect(await usersCalled('twin')).toBe(0)
})

it('a token is for who may write, and not for who only looks', async () => {
  const { org, website } = api.tenant
  const { key } = await api.engine.keys.issue({
    ...{ org, website, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'k' },
  })
  expect((await token(steam('reader'), key)).status).toBe(403)
  expect((await balance(steam('ann'), key)).status).toBe(200)
  const head = await fetch(
    `${api.base}/api/v1/token?${queryOf({ ...steam('head'), pid: 'acme' })}`,
    {
      method: 'HEAD',
      headers: { authorization: `Bearer ${api.tenant.key}` },
    },
  )
  expect([head.status, await usersCalled('head'), await usersCalled('reader')]).toEqual([404, 0, 0])
})

it('a token needs a campaign only where there are several', async () => {
  const { pid: _pid, ...fields } = { ...steam('only'), pid: '' }
  expect((await get('/token', fields)).status).toBe(200)
  const { org, website } = api.tenant
  await api.store.websites.create({
    ...{ _id: 'web_second', org, name: 'Second', domains: [], createdAt: new Date() },
  })
  expect((await get('/token', fields)).status).toBe(422)
  const { key } = await api.engine.keys.issue({
    ...{ org, website, mode: 'live', role: 'WEBSITE_API_KEY', name: 'k' },
  })
  expect((await get('/token', fields, key)).status).toBe(200)
  expect((await get('/token', { ...fields, pid: 'web_second' }, key)).status).toBe(404)
  await api.store.websites.model.deleteOne({ org, _id: 'web_second' })
})
