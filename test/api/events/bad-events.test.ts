import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api, Sent } from '../support.ts'
import { addTask, eventOf, game, sendersOf, useNoTraces } from './support.ts'

let api: Api
let bothWays: ReturnType<typeof sendersOf>['bothWays']
let readOnly: string
beforeAll(async () => {
  api = await startApi()
  const senders = sendersOf(api)
  bothWays = (body, sent) => senders.bothWays(body, sent)
  await addTask(api, 'claimr_events_count', {
    metadata: { ...game, eventsCount: 1, recurrence: 'Multiple', continuous: true },
  })
  const { org } = api.tenant
  const wanted = { org, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'k' } as const
  readOnly = (await api.engine.keys.issue(wanted)).key
})
afterAll(() => api.stop())

useNoTraces(() => api)

const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) })
const without = (name: string) => ({ ...eventOf(), [name]: undefined })

it.each<[string, string, object]>([
  ['no account', '/account', without('account')],
  ['an empty account', '/account', eventOf({ account: '' })],
  ['an account that is a number', '/account', eventOf({ account: 7 })],
  ['an account of 201 characters', '/account', eventOf({ account: 'a'.repeat(201) })],
  ['half a character', '/account', eventOf({ account: 'a\ud800' })],
  ['an account with NUL', '/account', eventOf({ account: 'a\0' })],
  ['no platform', '/platform', without('platform')],
  ['no pid', '/pid', without('pid')],
  ['no category', '/category', without('category')],
  ['no name', '/name', without('name')],
  ['data that is a list', '/data', eventOf({ data: [1] })],
  ['data that is a text', '/data', eventOf({ data: 'bet' })],
  ['data of more than 64 kB', '/data', eventOf({ data: { a: 'x'.repeat(65_530) } })],
  ['data of more than 64 kB in bytes', '/data', eventOf({ data: { a: '€'.repeat(22_000) } })],
  ['data 33 levels deep', `/data${'/in'.repeat(32)}`, eventOf({ data: deep(33) })],
  ['an id that is a number', '/id', eventOf({ id: 7 })],
  ['an empty id', '/id', eventOf({ id: '' })],
  ['an id of 201 characters', '/id', eventOf({ id: 'i'.repeat(201) })],
  ['an env that is a number', '/env', eventOf({ env: 1 })],
  ['a ts that is a word', '/ts', eventOf({ ts: 'yesterday' })],
  ['a ts that is no day of any month', '/ts', eventOf({ ts: '2026-02-30T10:00:00Z' })],
  ['a ts that is no hour', '/ts', eventOf({ ts: '2026-03-01T25:00:00Z' })],
  ['an empty ts', '/ts', eventOf({ ts: '' })],
  ['a ts below zero', '/ts', eventOf({ ts: -1 })],
  ['a ts that is a list', '/ts', eventOf({ ts: [] })],
])('%s is 422 at %s', async (_name, pointer, event) => {
  const { status, body } = await bothWays(event)
  expect({ status, body }).toEqual({
    status: 422,
    body: {
      success: false,
      error: { code: 'invalid_request', message: expect.stringContaining(`${pointer}: `) },
    },
  })
})

it.each([
  ['six minutes', 6 * 60_000],
  ['a year', 366 * 86_400_000],
])('a ts that lies %s ahead is 422', async (_name, ahead) => {
  const at = Date.now() + api.clock.offsetMs + ahead
  for (const ts of [new Date(at).toISOString(), at, Math.round(at / 1000), String(at)]) {
    const { status, body } = await bothWays(eventOf({ ts }))
    expect([status, body.error.message]).toEqual([422, '/ts: lies in the future'])
  }
})

it.each([
  ['a number too large to be read', '/data/bet', '{"bet":1e400}'],
  ['one in a list', '/data/a/1', '{"a":[1,-1e400]}'],
  ['a key that reaches a prototype', '/data/__proto__', '{"__proto__":{"x":1}}'],
  ['one that names a constructor', '/data/a/constructor', '{"a":{"constructor":1}}'],
])('%s is 422 at %s', async (_name, pointer, data) => {
  const raw = JSON.stringify(eventOf()).replace('{"bet":250}', data)
  const { status, body } = await bothWays(undefined, { raw })
  expect([status, body.error]).toEqual([
    ...[422, { code: 'invalid_request', message: expect.stringContaining(`${pointer}: `) }],
  ])
})

it.each<[string, number, string, string | undefined, Record<string, string>]>([
  ['no JSON', 400, 'malformed_request', '{"account":', {}],
  [
    'a form',
    400,
    'malformed_request',
    'a=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
  ],
  [
    'plain text',
    400,
    'malformed_request',
    JSON.stringify(eventOf()),
    { 'content-type': 'text/plain' },
  ],
  [
    'an unknown charset',
    400,
    'malformed_request',
    '{}',
    { 'content-type': 'application/json; charset=klingon' },
  ],
  [
    'what is not compressed as it says',
    400,
    'malformed_request',
    '{}',
    { 'content-encoding': 'gzip' },
  ],
  ['nothing', 422, 'invalid_request', '', {}],
  ['null', 422, 'invalid_request', 'null', {}],
  ['a number', 422, 'invalid_request', '7', {}],
  ['a text', 422, 'invalid_request', '"event"', {}],
  ['an empty object', 422, 'invalid_request', '{}', {}],
  ['an empty array', 422, 'invalid_request', '[]', {}],
  ['1,001 events', 422, 'invalid_request', JSON.stringify(Array(1001).fill(eventOf())), {}],
  ['more than 8 MB', 413, 'payload_too_large', `[${JSON.stringify('x'.repeat(8_400_000))}]`, {}],
])('%s is %i', async (_name, status, code, raw, headers) => {
  const answer = await bothWays(undefined, { raw: raw ?? '', headers })
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: { success: false, error: { code, message: expect.any(String) } },
  })
})

it('says of an array that is too long or empty how long it may be', async () => {
  const { body } = await bothWays([])
  expect(body.error.message).toBe('must hold 1 to 1000 events')
})

it.each<[string, number, string, Sent]>([
  ['no token', 401, 'unauthenticated', { bearer: '', key: '' }],
  ['a wrong token', 401, 'unauthenticated', { bearer: 'vs_live_wrong' }],
  ['a token of another scheme', 401, 'unauthenticated', { headers: { authorization: 'Basic x' } }],
  ['a key in the other door’s header', 401, 'unauthenticated', { bearer: '' }],
])('%s is %i, whatever is in the body', async (_name, status, code, sent) => {
  for (const body of [eventOf(), [], 'x']) {
    const answer = await bothWays(body, sent)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
  }
  const large = await bothWays(undefined, { ...sent, raw: `["${'x'.repeat(9_000_000)}"]` })
  expect(large.status).toBe(status)
})

it('a key that may read only is 403', async () => {
  const answer = await bothWays(eventOf(), { bearer: readOnly })
  expect([answer.status, answer.body.error.code]).toEqual([403, 'forbidden'])
})

it('a campaign that is unknown, or another tenant’s, is 404', async () => {
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  for (const pid of ['unknown', 'rival', rival.website]) {
    const { status, body } = await bothWays(eventOf({ pid }))
    expect([status, body.error.code]).toEqual([404, 'not_found'])
  }
})
