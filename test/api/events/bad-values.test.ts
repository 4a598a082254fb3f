import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { addTask, eventOf, game, sendersOf, useNoTraces } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
let cid: string
let other: string
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
  const group = () => api.call('POST', '/api/loyalty/rule_groups/create', { name: 'Quest' })
  ;[cid, other] = [(await group()).body.id, (await group()).body.id] as [string, string]
  const each = { amount: 1, loyaltyRuleGroupId: cid }
  await addTask(api, 'claimr_stream_value', {
    ...{ ...each, externalIdentifier: 'stream' },
    metadata: { stream: 's', goal: 1 },
  })
  await addTask(api, 'claimr_number_value', {
    ...{ ...each, externalIdentifier: 'number' },
    metadata: { expected: 1 },
  })
  await addTask(api, 'claimr_score', { ...each, externalIdentifier: 'score' })
  await addTask(api, 'claimr_events_count', {
    ...{ ...each, externalIdentifier: 'count' },
    metadata: { ...game, eventsCount: 1, recurrence: 'Once' },
  })
  await addTask(api, 'claimr_score', { amount: 1, externalIdentifier: 'alone' })
  const paused = { ...each, externalIdentifier: 'paused', isPaused: true }
  await addTask(api, 'claimr_score', paused)
  const gone = await addTask(api, 'claimr_score', { ...each, externalIdentifier: 'gone' })
  await api.call('DELETE', `/api/loyalty/rules/${gone}`)
})
afterAll(() => api.stop())

const noteTraces = useNoTraces(() => api)

const who = { account: 'ann', platform: 'steam', pid: 'acme' }
const numbered = () => ({ ...who, cid, aid: 'number', value: 1 })
const scored = () => ({ ...who, cid, aid: 'score', value: 1 })
const streamed = () => ({ ...who, stream: 's', value: 1 })
const methods: [string, () => Record<string, unknown>, string[]][] = [
  ['action/value', numbered, ['account', 'platform', 'pid', 'cid', 'aid', 'value']],
  ['action/value', scored, ['account', 'platform', 'pid', 'cid', 'aid', 'value']],
  ['stream/value', streamed, ['account', 'platform', 'pid', 'stream', 'value']],
  ['event/explain', eventOf, ['account', 'platform', 'pid', 'category', 'name']],
]
const refusal = (code: string, pointer = '') => ({
  success: false,
  error: { code, message: expect.stringContaining(pointer) },
})

it.each(
  methods.flatMap(([method, bodyOf, names]) =>
    names.map((name) => [method, name, bodyOf] as const),
  ),
)('%s without %s is 422', async (method, name, bodyOf) => {
  const { status, body } = await send(method, { ...bodyOf(), [name]: undefined })
  expect([status, body]).toEqual([422, refusal('invalid_request', `/${name}: `)])
})

const values: [string, string][] = [
  ['a text', '"1"'],
  ['null', 'null'],
  ['true', 'true'],
  ['a list', '[1]'],
  ['NaN as a text', '"NaN"'],
  ['1e400', '1e400'],
  ['-1e400', '-1e400'],
  ['31 digits', '1e30'],
  ['31 places', '1e-31'],
]
const valued = methods.slice(0, 3)
it.each(
  valued.flatMap(([method, bodyOf], index) =>
    values.map(([name, value]) => [method, name, index, bodyOf, value] as const),
  ),
)('%s of %s is 422 (%i)', async (method, _name, _index, bodyOf, value) => {
  const raw = JSON.stringify({ ...bodyOf(), value: 4711 }).replace('4711', value)
  const { status, body } = await send(method, undefined, { raw })
  expect([status, body]).toEqual([422, refusal('invalid_request', '/value: ')])
})

it.each<[string, () => object]>([
  ['stream/value', streamed],
  ['action/value', scored],
])('%s below zero is 422 where points are added', async (method, bodyOf) => {
  const { status, body } = await send(method, { ...bodyOf(), value: -1 })
  expect([status, body]).toEqual([422, refusal('invalid_request', '/user/withdraw')])
})

it('more points than the currency’s smallest units is 422', async () => {
  const { status, body } = await send('action/value', { ...scored(), value: 0.5 })
  expect([status, body]).toEqual([422, refusal('invalid_request', '/value: ')])
})

it.each<[string, string, () => object]>([
  ['action/value', 'pid', () => ({ ...numbered(), pid: 'unknown' })],
  ['action/value', 'cid', () => ({ ...numbered(), cid: 'unknown' })],
  ['action/value', 'cid of another quest', () => ({ ...numbered(), cid: other })],
  ['action/value', 'aid', () => ({ ...numbered(), aid: 'unknown' })],
  ['action/value', 'aid of a deleted task', () => ({ ...numbered(), aid: 'gone' })],
  ['action/value', 'aid of a task in no quest', () => ({ ...numbered(), aid: 'alone' })],
  ['stream/value', 'pid', () => ({ ...streamed(), pid: 'unknown' })],
  ['stream/value', 'stream', () => ({ ...streamed(), stream: 'unknown' })],
  ['event/explain', 'pid', () => eventOf({ pid: 'unknown' })],
])('%s with an unknown %s is 404', async (method, _what, bodyOf) => {
  const { status, body } = await send(method, bodyOf())
  expect([status, body]).toEqual([404, refusal('not_found')])
})

it.each(['stream', 'count'])('a value for a task that takes none (%s) is 422', async (aid) => {
  const { status, body } = await send('action/value', { ...numbered(), aid })
  expect([status, body]).toEqual([422, refusal('invalid_request', '/aid: ')])
})

it('a score of a paused task is 409', async () => {
  // Whose points they would have been is known from then on.
  await api.engine.users.findOrCreate(api.tenant, { platform: 'steam', account: 'ann' })
  await noteTraces()
  const { status, body } = await send('action/value', { ...scored(), aid: 'paused' })
  expect([status, body]).toEqual([409, refusal('rule_inactive')])
})

it.each(['action/value', 'stream/value', 'event/explain'])(
  '%s: tokens, and no JSON',
  async (method) => {
    const told = await Promise.all([
      send(method, {}, { bearer: '', key: '' }),
      send(method, {}, { bearer: 'vs_live_wrong' }),
      send(method, undefined, { raw: '{"account"' }),
      send(method, undefined, { raw: 'a=1', headers: { 'content-type': 'text/plain' } }),
      send(method, []),
      send(method, null),
    ])
    expect(told.map(({ status, body }) => [status, body.error.code])).toEqual([
      [401, 'unauthenticated'],
      [401, 'unauthenticated'],
      [400, 'malformed_request'],
      [400, 'malformed_request'],
      [422, 'invalid_request'],
      [422, 'invalid_request'],
    ])
  },
)

it('a key that reads may explain, and may not send values', async () => {
  const { org } = api.tenant
  const wanted = { org, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'k' } as const
  const bearer = (await api.engine.keys.issue(wanted)).key
  const told = [
    await send('action/value', numbered(), { bearer }),
    await send('stream/value', streamed(), { bearer }),
    await send('event/explain', eventOf(), { bearer }),
  ]
  expect(told.map(({ status }) => status)).toEqual([403, 403, 200])
})
