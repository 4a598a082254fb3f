import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Answer, Api } from '../support.ts'
import { addTask, eventOf, game, pointsOf, sendersOf, unique } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
let cid: string
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
  cid = (await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'Quest' })).body.id
  const each = { amount: 1, loyaltyRuleGroupId: cid }
  const counting = { recurrence: 'Multiple', continuous: true, progressive: true }
  await addTask(api, 'claimr_events_count', {
    ...each,
    metadata: { ...game, eventsCount: 1, ...counting },
  })
  await addTask(api, 'claimr_stream_value', {
    ...each,
    metadata: { stream: 's', goal: 1, ...counting },
  })
  await addTask(api, 'claimr_number_value', {
    ...{ ...each, externalIdentifier: 'number' },
    metadata: { expected: 1, ...counting },
  })
  await addTask(api, 'claimr_score', { ...each, externalIdentifier: 'score' })
})
afterAll(() => api.stop())

const times = 64
const at = () => new Date(Date.now() + api.clock.offsetMs - 60_000).toISOString()
const who = (account: string) => ({ account, platform: 'wowhaus', pid: 'acme' })
const task = (account: string, aid: string, value: number) => ({ ...who(account), cid, aid, value })
const stream = (account: string) => ({ ...who(account), stream: 's', value: 1 })

/** What of many equal requests says that it was the first. */
const newIn = (answers: Answer[]) => answers.filter(({ body }) => !body.duplicate).length

describe(`${times} requests of one identity at once count once`, () => {
  it.each<[string, string, (account: string) => object, string]>([
    ['an event with an id', 'event', (account) => eventOf({ account, id: '1' }), 'id'],
    ['an event with a ts', 'event', (account) => eventOf({ account, ts: at() }), 'content'],
    [
      'a stream value with an id',
      'stream/value',
      (account) => ({ ...stream(account), id: '1' }),
      'id',
    ],
    [
      'a number with an id',
      'action/value',
      (account) => ({ ...task(account, 'number', 1), id: '1' }),
      'id',
    ],
    [
      'a score with an id',
      'action/value',
      (account) => ({ ...task(account, 'score', 1), id: '1' }),
      'id',
    ],
    ['a reward', 'user/reward', (account) => ({ ...who(account), id: '1', xp: 1 }), 'id'],
  ])('%s', async (_name, method, bodyOf, identity) => {
    const account = unique()
    const body = bodyOf(account)
    const answers = await Promise.all(Array.from({ length: times }, () => send(method, body)))
    expect(answers.filter(({ status, body }) => status !== 200 || !body.success)).toEqual([])
    if (method !== 'user/reward') {
      expect(newIn(answers)).toBe(1)
      expect(new Set(answers.map(({ body }) => body.identity))).toEqual(new Set([identity]))
    }
    expect(await pointsOf(api, account)).toBe(1n)
  })

  it.each<[string, string, (account: string) => object]>([
    ['an event', 'event', (account) => eventOf({ account })],
    ['an array of events', 'event', (account) => [eventOf({ account })]],
    ['a stream value', 'stream/value', stream],
    ['a number', 'action/value', (account) => task(account, 'number', 1)],
    ['a score', 'action/value', (account) => task(account, 'score', 1)],
    ['a reward', 'user/reward', (account) => ({ ...who(account), id: unique(), xp: 1 })],
  ])('%s under a key of the header', async (_name, method, bodyOf) => {
    const account = unique()
    const [body, headers] = [bodyOf(account), { 'idempotency-key': unique() }]
    const answers = await Promise.all(
      Array.from({ length: times }, () => send(method, body, { headers })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1)
    expect(await pointsOf(api, account)).toBe(1n)
  })

  it('many events in one array', async () => {
    const account = unique()
    const { body } = await send('event', Array(times).fill(eventOf({ account, id: '1' })))
    expect(body.results.filter(({ duplicate }: { duplicate: boolean }) => !duplicate)).toHaveLength(
      1,
    )
    expect(await pointsOf(api, account)).toBe(1n)
  })
})

it('without id, ts or key every request counts: two equal rolls are two', async () => {
  const account = unique()
  const answers = [
    ...[await send('event', eventOf({ account })), await send('event', eventOf({ account }))],
    ...[await send('stream/value', stream(account)), await send('stream/value', stream(account))],
  ]
  expect(answers.map(({ body }) => [body.identity, body.duplicate])).toEqual(
    Array(4).fill(['none', false]),
  )
  expect(await pointsOf(api, account)).toBe(4n)
})

it('a score counts every time, a number that stays the same counts once', async () => {
  const account = unique()
  for (const aid of ['score', 'number']) {
    for (let sent = 0; sent < 3; sent++) await send('action/value', task(account, aid, 1))
  }
  expect(await pointsOf(api, account)).toBe(4n)
})

it('an identity is one account’s, one platform’s, one campaign’s and one method’s own', async () => {
  const account = unique()
  await send('event', eventOf({ account, id: 'same' }))
  await send('event', eventOf({ account: `${account}2`, id: 'same' }))
  await send('event', eventOf({ account, platform: 'other', id: 'same' }))
  await send('stream/value', { ...stream(account), id: 'same' })
  await send('action/value', { ...task(account, 'score', 1), id: 'same' })
  await send('user/reward', { ...who(account), id: 'same', xp: 1 })
  expect(await pointsOf(api, account)).toBe(4n)
  expect(await pointsOf(api, `${account}2`)).toBe(1n)
})

it('a wallet is the same however it is written', async () => {
  const account = `0x${unique()}${unique()}ABCDEF01`
  const event = eventOf({ account, platform: 'web3', id: '1' })
  const first = await send('event', event)
  const again = await send('event', { ...event, account: account.toLowerCase() })
  expect([first.body.duplicate, again.body.duplicate]).toEqual([false, true])
})

it('what comes again and says something else is ignored, and it is said where it differs', async () => {
  const account = unique()
  const sent = eventOf({ account, id: '1' })
  await send('event', sent)
  const other = await send('event', { ...sent, data: { bet: 1 }, name: 'Other', ts: at() })
  expect(other.body).toMatchObject({ success: true, duplicate: true, ignored: true })
  expect(other.body.differs.toSorted()).toEqual(['/data', '/name', '/ts'])
  const sameInOtherOrder = await send('event', { ...sent, data: JSON.parse('{"bet": 250.0}') })
  expect(sameInOtherOrder.body).toMatchObject({ duplicate: true, ignored: false, differs: [] })

  await send('action/value', { ...task(account, 'number', 1), id: '1' })
  const number = await send('action/value', { ...task(account, 'number', 2), id: '1' })
  expect(number.body).toMatchObject({ ignored: true, differs: ['/value'] })
  await send('stream/value', { ...stream(account), id: '1' })
  const value = await send('stream/value', { ...stream(account), value: 2, id: '1' })
  expect(value.body).toMatchObject({ ignored: true, differs: ['/value'] })
  await send('action/value', { ...task(account, 'score', 1), id: '1' })
  const score = await send('action/value', { ...task(account, 'score', 2), id: '1' })
  expect(score.body).toMatchObject({ duplicate: true, ignored: true, differs: ['/value'] })
})

it('the order of the fields of data is no content', async () => {
  const [account, ts] = [unique(), at()]
  const one = await send('event', eventOf({ account, ts, data: { a: 1, b: { c: 2, d: 3 } } }))
  const two = await send('event', eventOf({ account, ts, data: { b: { d: 3, c: 2 }, a: 1 } }))
  const other = await send('event', eventOf({ account, ts, data: { a: 1, b: { c: 2, d: 4 } } }))
  expect([one, two, other].map(({ body }) => body.duplicate)).toEqual([false, true, false])
})

it('a key of the header names the request, and the event by its place in it', async () => {
  const account = unique()
  const events = [eventOf({ account }), eventOf({ account })]
  const { body } = await send('event', events, { headers: { 'idempotency-key': unique() } })
  expect(body.results.map(({ identity }: { identity: string }) => identity)).toEqual(['id', 'id'])
  await send('event', events, { headers: { 'idempotency-key': unique() } })
  expect(await pointsOf(api, account)).toBe(4n)
})
