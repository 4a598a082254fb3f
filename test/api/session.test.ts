import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Answer, Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const own = { 'sec-fetch-site': 'same-origin' }
const followed = {
  ...{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
}

const cookieOf = ({ headers }: Answer) => headers.get('set-cookie') ?? ''
const pairOf = (answer: Answer) => cookieOf(answer).split(';', 1)[0] ?? ''

const signIn = (apiKey = api.tenant.key, headers: Record<string, string> = own) =>
  api.call('POST', '/api/session', { apiKey }, { key: '', headers })

const as = (cookie: string, headers: Record<string, string> = own) => ({
  ...{ key: '', headers: { cookie, ...headers } },
})

const newGroup = (cookie: string, headers?: Record<string, string>) =>
  api.call('POST', '/api/loyalty/rule_groups/create', { name: 'g' }, as(cookie, headers))

it('a key is traded for a cookie that scripts and other sites do not get, and that lasts 12 hours', async () => {
  const answer = await signIn()
  expect(answer.status).toBe(200)
  expect(cookieOf(answer)).toMatch(
    /^vouchsafe_session=[\w-]{43}; Path=\/api; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
  )
  const hours = (Date.parse(answer.body.expiresAt) - Date.now()) / 3_600_000
  expect(hours).toBeGreaterThan(11.9)
  expect(hours).toBeLessThanOrEqual(12)
})

it('says who is calling: organization, mode, role and websites', async () => {
  const { body } = await signIn()
  const { org, website, currency } = api.tenant
  expect(body).toMatchObject({
    organization: { id: org, name: 'Acme' },
    ...{ mode: 'live', role: 'ORGANIZATION_API_KEY', mayWrite: true },
    key: { name: 'live key', expiresAt: null },
    websites: [
      { id: website, name: 'Acme Quests', externalIdentifier: 'acme', loyaltyCurrencyId: currency },
    ],
  })
  expect(JSON.stringify(body)).not.toContain(api.tenant.key)
  const byKey = await api.call('GET', '/api/session')
  expect(byKey.body).toEqual({ ...body, expiresAt: null })
})

it('a key of the twin signs in to the twin', async () => {
  const { body } = await signIn(api.tenant.test.key)
  expect(body).toMatchObject({ mode: 'test', organization: { id: api.tenant.test.org } })
  expect(body.websites).toMatchObject([{ id: api.tenant.test.website }])
})

it('a key that is narrowed to a website tells of that one', async () => {
  const { org, website } = api.tenant
  const issued = await api.engine.keys.issue({
    ...{ org, website, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'reader' },
  })
  const { body } = await signIn(issued.key)
  expect(body).toMatchObject({ mayWrite: false, websites: [{ id: website }] })
})

it.each([
  ['no key at all', ''],
  ['a key that was mistyped', 'vs_live_nonsense'],
])('%s signs nobody in', async (_name, key) => {
  const { status, body, headers } = await signIn(key)
  expect([status, body.code, headers.get('set-cookie')]).toEqual([401, 'unauthenticated', null])
})

it('reads and writes as the key does', async () => {
  const cookie = pairOf(await signIn())
  const made = await newGroup(cookie)
  expect(made.status).toBe(200)
  const listed = await api.call('GET', '/api/loyalty/rule_groups', undefined, as(cookie, {}))
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toContain(made.body.id)
})

it('may not what the key may not', async () => {
  const { org } = api.tenant
  const reader = { role: 'WEBSITE_READ_ONLY_API_KEY', name: 'reader' } as const
  const { key } = await api.engine.keys.issue({ org, mode: 'live', ...reader })
  const { status, body } = await newGroup(pairOf(await signIn(key)))
  expect([status, body.code]).toEqual([403, 'forbidden'])
})

it.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ['the address line', { 'sec-fetch-site': 'none' }],
  ['something that does not say where it is', {}],
])('what %s sends with the cookie writes nothing', async (_name, headers) => {
  const cookie = pairOf(await signIn())
  const groups = () => api.store.groups.model.countDocuments({ org: api.tenant.org })
  const before = await groups()
  const { status, body } = await newGroup(cookie, headers)
  expect([status, body.code]).toEqual([403, 'forbidden'])
  expect(body.message).toMatch(/same|origin/)
  const signedOut = await api.call('DELETE', '/api/session', undefined, as(cookie, headers))
  expect([signedOut.status, await groups()]).toEqual([403, before])
  expect((await api.call('GET', '/api/session', undefined, as(cookie))).status).toBe(200)
})

it('another site signs nobody in', async () => {
  const { status, headers } = await signIn(api.tenant.key, { 'sec-fetch-site': 'cross-site' })
  expect([status, headers.get('set-cookie')]).toEqual([403, null])
})

it('a key that is sent counts before the cookie, and needs no browser', async () => {
  const cookie = pairOf(await signIn(api.tenant.test.key))
  const headers = { cookie, 'sec-fetch-site': 'cross-site' }
  const { body } = await api.call('GET', '/api/session', undefined, { headers })
  expect(body.mode).toBe('live')
  const answer = await api.call(
    'POST',
    '/api/loyalty/rule_groups/create',
    { name: 'g' },
    { headers },
  )
  expect(answer.status).toBe(200)
})

it("claimr's door wants its token", async () => {
  const cookie = pairOf(await signIn())
  const body = { pid: 'acme', account: 'a', platform: 'p', id: '1', xp: 1 }
  const { status } = await api.call('POST', '/api/v1/user/reward', body, as(cookie))
  expect(status).toBe(401)
})

it('is over when it is signed out of', async () => {
  const cookie = pairOf(await signIn())
  expect((await api.call('GET', '/api/session', undefined, as(cookie))).status).toBe(200)
  const answer = await api.call('DELETE', '/api/session', undefined, as(cookie))
  expect([answer.status, cookieOf(answer)]).toEqual([
    ...[200, expect.stringMatching(/^vouchsafe_session=; Path=\/api; Expires=Thu, 01 Jan 1970/)],
  ])
  const { status, body } = await api.call('GET', '/api/session', undefined, as(cookie))
  expect([status, body.message]).toEqual([401, 'the session is over: sign in again'])
  expect((await api.call('DELETE', '/api/session', undefined, as(cookie))).status).toBe(200)
})

it('is over after 12 hours', async () => {
  const cookie = pairOf(await signIn())
  api.clock.offsetMs = 12 * 3_600_000 + 1
  const { status } = await api.call('GET', '/api/session', undefined, as(cookie))
  api.clock.offsetMs = 0
  expect(status).toBe(401)
})

it('is over when its key is revoked', async () => {
  const { org } = api.tenant
  const wanted = { org, mode: 'live', role: 'ORGANIZATION_API_KEY', name: 'lost' } as const
  const { id, key } = await api.engine.keys.issue(wanted)
  const cookie = pairOf(await signIn(key))
  expect((await newGroup(cookie)).status).toBe(200)
  await api.engine.keys.revoke(org, id)
  expect((await newGroup(cookie)).status).toBe(401)
  expect((await signIn(key)).status).toBe(401)
})

it('the database has neither tokens of sessions nor of links', async () => {
  const cookie = pairOf(await signIn())
  const link = (await api.call('POST', '/api/session/links')).body.url
  const tokens = [cookie.split('=')[1] ?? '', new URL(link).pathname.split('/').at(-1) ?? '']
  const stored = JSON.stringify([
    await api.store.sessions.model.find().lean(),
    await api.store.sessions.linkModel.find().lean(),
  ])
  expect(stored.length).toBeGreaterThan(100)
  for (const token of tokens) {
    expect(token).toHaveLength(43)
    expect(stored).not.toContain(token)
  }
})

const newLink = async (key = api.tenant.key) => {
  const { body } = await api.call('POST', '/api/session/links', undefined, { key })
  return new URL(body.url).pathname
}

/** As a browser says it; `fetch` says of itself how it asks. */
async function follow(path: string, headers: Record<string, string> = followed, method = 'GET') {
  const asked = request(new URL(path, api.base), { method, headers }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  const { location, 'set-cookie': [cookie = ''] = [] } = answer.headers
  return { status: answer.statusCode, location, cookie }
}

it('a link signs in once', async () => {
  const path = await newLink()
  const first = await follow(path)
  expect([first.status, first.location]).toEqual([302, '/'])
  const { body } = await api.call(
    'GET',
    '/api/session',
    undefined,
    as(first.cookie.split(';', 1)[0] ?? ''),
  )
  expect(body.organization.id).toBe(api.tenant.org)
  const second = await follow(path)
  expect([second.status, second.location, second.cookie]).toEqual([...[302, '/?signIn=failed', '']])
})

it('a link that many follow at once signs in one of them', async () => {
  const path = await newLink()
  const answers = await Promise.all(Array.from({ length: 20 }, () => follow(path)))
  expect(answers.filter(({ cookie }) => cookie !== '')).toHaveLength(1)
})

it.each([
  ['a program that looks at it', {}],
  ['a browser that fetches it beforehand', { ...followed, 'sec-purpose': 'prefetch;prerender' }],
  ['a page that embeds it', { ...followed, 'sec-fetch-dest': 'iframe' }],
  ['a page that fetches it', { ...followed, 'sec-fetch-mode': 'cors' }],
  ['another site that leads there', { ...followed, 'sec-fetch-site': 'cross-site' }],
])('%s does not use a link up', async (_name, headers) => {
  const path = await newLink()
  const looked = await follow(path, headers)
  expect([looked.status, looked.cookie]).toEqual([403, ''])
  expect((await follow(path)).cookie).not.toBe('')
})

it('a HEAD does not use a link up', async () => {
  const path = await newLink()
  await follow(path, followed, 'HEAD')
  expect((await follow(path)).cookie).not.toBe('')
})

it('a link is good for 10 minutes', async () => {
  const path = await newLink()
  api.clock.offsetMs = 10 * 60_000 + 1
  const answer = await follow(path)
  api.clock.offsetMs = 0
  expect([answer.location, answer.cookie]).toEqual(['/?signIn=failed', ''])
})

it('a link of a key that was revoked signs nobody in', async () => {
  const { org } = api.tenant
  const wanted = { org, mode: 'live', role: 'ORGANIZATION_API_KEY', name: 'lost' } as const
  const { id, key } = await api.engine.keys.issue(wanted)
  const path = await newLink(key)
  await api.engine.keys.revoke(org, id)
  expect((await follow(path)).cookie).toBe('')
})

it('a session makes no links', async () => {
  const cookie = pairOf(await signIn())
  const { status } = await api.call('POST', '/api/session/links', undefined, as(cookie))
  expect(status).toBe(403)
})
