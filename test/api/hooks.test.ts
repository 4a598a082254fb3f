import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { secretOwnerOf } from '../../src/engine/hooks.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const right = {
  ...{ scope: 'user_reward', hook_id: 'h', uri: 'https://receiver.test/in', secret: 's3cret' },
}
const register = (body: object, bearer = api.tenant.key) =>
  api.call('POST', '/api/v1/hook', { ...right, ...body }, { bearer })
const remove = (body: object, bearer = api.tenant.key) =>
  api.call('DELETE', '/api/v1/hook', body, { bearer })
const list = async (key = api.tenant.key) =>
  (await api.call('GET', '/api/webhook_endpoints', undefined, { key })).body.data
const called = async (hookId: string, key?: string) =>
  (await list(key)).filter((each: { hookId: string }) => each.hookId === hookId)

it('a hook is registered, listed without its secret, and sealed at rest', async () => {
  const { status, body } = await register({ hook_id: 'first', pids: ['acme'] })
  expect({ status, body }).toEqual({ status: 200, body: { success: true, id: expect.any(String) } })
  const [listed] = await called('first')
  expect(listed).toMatchObject({
    ...{ id: body.id, scope: 'user_reward', url: 'https://receiver.test/in' },
    websiteIds: [api.tenant.website],
  })
  const stored = await api.store.webhookEndpoints.find(api.tenant.org, body.id)
  expect(JSON.stringify([listed, stored])).not.toContain('s3cret')
  const opened = api.sealer.open(stored?.sealed ?? '', secretOwnerOf(stored!))
  expect(Buffer.from(opened, 'base64').toString()).toBe('s3cret')
})

it('the same scope and name is the same hook, whatever it says', async () => {
  const first = await register({ hook_id: 'again' })
  const moved = { hook_id: 'again', uri: undefined, url: 'https://other.test/#part', pids: [] }
  const second = await register(moved)
  expect(second.body.id).toBe(first.body.id)
  expect(await called('again')).toMatchObject([{ url: 'https://other.test/', websiteIds: [] }])
  await register({ hook_id: 'again', scope: 'user_login' })
  expect(await called('again')).toHaveLength(2)
})

it('many registrations at once are one hook', async () => {
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, n) => register({ hook_id: 'many', uri: `https://r.test/${n}` })),
  )
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
  expect(await called('many')).toHaveLength(1)
})

it.each(['body', 'query'])('a hook is removed that is named in the %s', async (place) => {
  await register({ hook_id: place })
  const named = { scope: 'user_reward', hook_id: place }
  const { status } =
    place === 'body'
      ? await remove(named)
      : await api.call('DELETE', `/api/v1/hook?scope=user_reward&hook_id=query`, undefined, {
          bearer: api.tenant.key,
        })
  expect([status, await called(place)]).toEqual([200, []])
  expect((await remove(named)).status).toBe(404)
})

it('user_login may be misspelt as claimr’s help does', async () => {
  const hookId = 'misspelt'
  const misspelt = await register({ scope: 'user_logi', hook_id: hookId })
  expect([misspelt.status, (await called(hookId))[0]?.scope]).toEqual([200, 'user_login'])
  expect((await remove({ scope: 'user_login', hook_id: hookId })).body.id).toBe(misspelt.body.id)
})

it('a hook of referrals is refused: nothing would ever call it', async () => {
  const { status, body } = await register({ scope: 'referral' })
  expect([status, body.error.code, body.error.message]).toEqual([
    ...[422, 'invalid_request', expect.stringContaining('nobody refers anybody here yet')],
  ])
})

it.each<[string, object]>([
  ['no scope', { scope: undefined }],
  ['a scope that is none', { scope: 'user_log' }],
  ['no name', { hook_id: undefined }],
  ['no address', { uri: undefined }],
  ['two addresses', { url: 'https://other.test/' }],
  ['an address that is none', { uri: 'receiver' }],
  ['plain http', { uri: 'http://receiver.test/' }],
  ['another protocol', { uri: 'ftp://receiver.test/' }],
  ['a password in the address', { uri: 'https://a:b@receiver.test/' }],
  ['an address that is too long', { uri: `https://r.test/${'a'.repeat(2000)}` }],
  ['no secret', { secret: undefined }],
  ['an empty secret', { secret: '' }],
  ['a secret that is not the base64 it says it is', { secret: 'whsec_not base64' }],
  ['pids that are no list', { pids: 'acme' }],
])('a hook with %s is 422', async (_name, wrong) => {
  expect((await register({ hook_id: 'wrong', ...wrong })).status).toBe(422)
  expect(await called('wrong')).toEqual([])
})

it('only this machine is called by plain http, and only where that is wished', async () => {
  const here = { hook_id: 'here', uri: 'http://127.0.0.1:9/', scope: 'user_login' }
  expect((await register(here)).status).toBe(200)
  expect((await register({ ...here, uri: 'http://127.0.0.2:9/' })).status).toBe(422)
})

it('a campaign that nobody knows, or that is somebody else’s, is 404', async () => {
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  for (const pid of ['unknown', 'rival', other.website]) {
    const { status, body } = await register({ hook_id: 'foreign', pids: ['acme', pid] })
    expect([status, body.error.code]).toEqual([404, 'not_found'])
  }
  await register({ hook_id: 'mine' })
  expect((await remove({ scope: 'user_reward', hook_id: 'mine' }, other.key)).status).toBe(404)
  expect(await list(other.key)).toEqual([])
  await register({ hook_id: 'mine', uri: 'https://rival.test/' }, other.key)
  expect(await called('mine')).toMatchObject([{ url: 'https://receiver.test/in' }])
})

it('a key of one website has hooks of its own, for that website alone', async () => {
  const { org, website } = api.tenant
  const issue = (role: 'WEBSITE_API_KEY' | 'WEBSITE_READ_ONLY_API_KEY') =>
    api.engine.keys.issue({ org, website, mode: 'live', role, name: 'k' })
  const [{ key: narrow }, { key: reader }] = [
    await issue('WEBSITE_API_KEY'),
    await issue('WEBSITE_READ_ONLY_API_KEY'),
  ]
  await register({ hook_id: 'shared' })
  await register({ hook_id: 'shared', uri: 'https://narrow.test/' }, narrow)
  expect(await called('shared', narrow)).toMatchObject([
    { url: 'https://narrow.test/', websiteIds: [website] },
  ])
  expect(await called('shared')).toHaveLength(2)
  await remove({ scope: 'user_reward', hook_id: 'shared' }, narrow)
  expect(await called('shared')).toMatchObject([{ url: 'https://receiver.test/in' }])
  expect((await register({ hook_id: 'reader' }, reader)).status).toBe(403)
  expect((await remove({ scope: 'user_reward', hook_id: 'shared' }, reader)).status).toBe(403)
})

it('the test side has hooks of its own', async () => {
  await register({ hook_id: 'tested' }, api.tenant.test.key)
  expect([await called('tested'), await called('tested', api.tenant.test.key)]).toEqual([
    ...[[], [expect.objectContaining({ hookId: 'tested' })]],
  ])
})

it('an organization has fifty hooks and no more', async () => {
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Many', websiteName: 'Many', domains: [] },
  })
  const nth = (n: number) => register({ hook_id: `n${n}` }, other.key)
  for (let n = 0; n < 50; n++) expect((await nth(n)).status).toBe(200)
  expect([(await nth(50)).status, (await nth(49)).status]).toEqual([422, 200])
})
