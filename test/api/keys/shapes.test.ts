import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { carried, unique, worldOf } from './cases.ts'
import type { World } from './cases.ts'
import { bytesOf, senderOf } from './send.ts'
import type { Send } from './send.ts'

let api: Api
let world: World
let send: Send
beforeAll(async () => {
  api = await startApi()
  world = worldOf(api)
  send = senderOf(api)
})
afterAll(() => api.stop())

const group = (name: string) => ({
  ...{ method: 'POST', path: '/api/loyalty/rule_groups/create', body: { name } },
})
const groupsCalled = (name: string) =>
  api.store.groups.model.countDocuments({ org: api.tenant.org, name })
const answers = () => api.store.answers.model.countDocuments({ org: api.tenant.org })

it.each([
  ['one character', '1'],
  ['200 characters', 'k'.repeat(200)],
  ['spaces', 'a key  with spaces'],
  ['a tab', 'a\tb'],
  ['separators', 'a:b/c#d%2Fe,f;g=h'],
  ['the quotes of a structured field', '"quoted \\" text"'],
  ['what MongoDB reads as a command', '$set.a.b'],
  ['letters of Latin-1', 'clé £ ÿ'],
  ['an id of ours', 'rul_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
])('a key of %s names one request', async (name, key) => {
  const first = await send(group(name), key)
  const again = await send(group(name), key)
  expect(first.status).toBe(200)
  expect([bytesOf(again), again.replayed, await groupsCalled(name)]).toEqual([
    ...[bytesOf(first), true, 1],
  ])
})

it('keys that are alike are not the same', async () => {
  const keys = ['a/b', 'a:b', 'a%2Fb', 'A/b', 'a/b/', '"a/b"', 'a/%62', 'é', 'e']
  const ids = await Promise.all(
    keys.map(
      async (key) => (JSON.parse((await send(group('alike'), key)).text) as { id: string }).id,
    ),
  )
  expect(new Set(ids).size).toBe(keys.length)
})

/** Sends a header as bytes, which `fetch` does not. */
function sendBytes(key: string, name: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ 'x-api-key': api.tenant.key, 'content-type': 'application/json' },
      'idempotency-key': Buffer.from(key).toString('latin1'),
    }
    const url = new URL(group(name).path, api.base)
    request(url, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      // As bytes, or Node would write the header in the encoding of the body.
      .end(Buffer.from(JSON.stringify({ name })))
  })
}

it('a header of UTF-8 is counted in characters', async () => {
  const key = '🎉'.repeat(199)
  expect(await sendBytes(key, 'party')).toBe(200)
  expect(await sendBytes(key, 'party')).toBe(200)
  expect(await groupsCalled('party')).toBe(1)
  expect(await sendBytes(`${key}🎉🎉`, 'party')).toBe(422)
})

it.each([
  ['an empty key', '', 'required'],
  ['a key of 201 characters', 'k'.repeat(201), 'too_long'],
])('%s is 422 at the header, and nothing is written', async (_name, key, code) => {
  const before = await answers()
  const { status, text } = await send(group('refused'), key)
  const { errors } = JSON.parse(text) as { errors: object[] }
  expect([status, errors]).toEqual([
    ...[422, [expect.objectContaining({ pointer: '/Idempotency-Key', code })]],
  ])
  expect([await groupsCalled('refused'), await answers()]).toEqual([0, before])
})

it('a wrong key is refused in claimr’s shape on its door', async () => {
  const body = { account: unique(), platform: 'steam', pid: 'acme', id: '1', xp: 1 }
  const sent = { method: 'POST', path: '/api/v1/user/reward', body, bearer: true }
  const { status, text } = await send(sent, 'k'.repeat(201))
  expect([status, JSON.parse(text)]).toEqual([
    ...[422, { success: false, error: { code: 'invalid_request', message: expect.any(String) } }],
  ])
})

it('a key means nothing where nothing is written', async () => {
  const before = await answers()
  const read = { method: 'GET', path: '/api/loyalty/rules' }
  const check = { method: 'POST', path: '/api/loyalty/rules/validate', body: {} }
  expect([(await send(read, '')).status, (await send(check, 'k')).status]).toEqual([200, 200])
  expect(await answers()).toBe(before)
})

it('a key belongs to one organization, and to one side of it', async () => {
  const key = unique()
  const name = 'mine'
  const headers = { 'idempotency-key': key }
  const path = group(name).path
  const live = await api.call('POST', path, { name }, { headers })
  const test = await api.call('POST', path, { name }, { headers, key: api.tenant.test.key })
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  const theirs = await api.call('POST', path, { name }, { headers, key: rival.key })
  const ids = [live, test, theirs].map(({ body }) => body.id as string)
  expect(new Set(ids).size).toBe(3)
})

it('a key that was used on another route is a conflict at the key itself', async () => {
  const key = unique()
  await send(group('first'), key)
  const currency = { method: 'POST', path: '/api/loyalty/currencies' }
  const { status, text } = await send(
    { ...currency, body: { name: 'G', symbol: 'G', decimals: 0 } },
    key,
  )
  const { errors } = JSON.parse(text) as { errors: { pointer: string }[] }
  expect([status, errors.map(({ pointer }) => pointer)]).toEqual([409, ['/Idempotency-Key']])
})

it('a key that is narrowed to a website is told nothing of the others', async () => {
  const { org } = api.tenant
  const other = { _id: 'web_other', org, name: 'Other', domains: [], createdAt: new Date() }
  await api.store.websites.create(other)
  const narrow = await api.engine.keys.issue({
    ...{ org, mode: 'live', role: 'WEBSITE_API_KEY', name: 'k', website: other._id },
  })
  const key = unique()
  const body = { account: unique(), platform: 'steam', pid: 'acme', id: '1', xp: 1 }
  const path = '/api/v1/user/reward'
  const headers = { 'idempotency-key': key }
  await api.call('POST', path, body, { headers, bearer: api.tenant.key })
  const told = await api.call('POST', path, body, { headers, bearer: narrow.key })
  expect(told.body).toMatchObject({ ignored: true, differs: ['/websiteId'], done: '0' })
  await api.store.websites.model.deleteOne({ org, _id: other._id })
})

it('the order of fields does not count, nor does free text about points', async () => {
  const user = await world.user()
  const sent = { method: 'POST', path: '/api/loyalty/transactions' }
  const entries = [{ userId: user, amount: 3 }]
  const key = unique()
  const first = await send({ ...sent, body: { description: 'one', entries } }, key)
  const again = await send({ ...sent, body: { entries, description: 'another' } }, key)
  expect(bytesOf(again)).toBe(bytesOf(first))
})

describe('in a body', () => {
  const texts: [string, string][] = [
    ['one character', '1'],
    ['spaces', ' a key  '],
    ['NUL', 'a\0b'],
    ['emoji', '👩‍👩‍👧 🎉'],
    ['separators', 'a:b/c#d%2Fe\n;$.x'],
  ]
  const rows = carried.flatMap((each) =>
    texts.map(([name, text]) => ({ ...each, title: `${each.operationId}: ${name}`, text })),
  )
  it.each(rows)('$title', async ({ prepare, carry, text }) => {
    const { body = {}, ...subject } = await prepare(world)
    const request = { ...subject, body: carry(body, text) }
    const [first, again] = [await send(request), await send(request)]
    expect([first.status, first.replayed, again.replayed]).toEqual([200, false, true])
    expect(bytesOf(again)).toBe(bytesOf(first))
  })

  it.each(
    carried.flatMap((each) => [
      { ...each, title: `${each.operationId}: none`, text: '' },
      { ...each, title: `${each.operationId}: too long`, text: '🎉'.repeat(201) },
      { ...each, title: `${each.operationId}: half a character`, text: 'a\ud800' },
    ]),
  )('$title is 422', async ({ prepare, carry, text }) => {
    const { body = {}, ...subject } = await prepare(world)
    const before = await answers()
    expect((await send({ ...subject, body: carry(body, text) })).status).toBe(422)
    expect(await answers()).toBe(before)
  })
})
