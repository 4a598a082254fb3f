import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { takenEvents } from '../../../src/api/claimr/event-schemas.ts'
import { Failure } from '../../../src/domain/failure.ts'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { addTask, eventOf, game, pointsOf, sendersOf, unique, ways } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
  await addTask(api, 'claimr_events_count', {
    metadata: { ...game, eventsCount: 1, recurrence: 'Multiple', continuous: true },
    amount: 1,
  })
})
afterAll(() => api.stop())

it.each(ways)('of an array each event has its own result, in order, %s', async (_name, headers) => {
  const account = unique()
  const good = (id: string) => eventOf({ account, id: `${account}-${id}` })
  const bad = [
    eventOf({ account: '' }),
    7,
    null,
    [],
    eventOf({ pid: 'unknown' }),
    eventOf({ ts: 'x' }),
  ]
  const { status, body } = await send(
    'event',
    [
      good('1'),
      ...bad,
      good('2'),
      good('1'),
      eventOf({ account, data: { a: 'x'.repeat(70_000) } }),
    ],
    { headers: headers() },
  )
  expect(status).toBe(200)
  expect(takenEvents.parse(body)).toEqual(body)
  const codeOf = (each: { success: boolean; error?: { code: string }; duplicate?: boolean }) =>
    each.success ? each.duplicate : each.error?.code
  expect([body.success, ...body.results.map(codeOf)]).toEqual([
    ...[false, false, ...Array(4).fill('invalid_request'), 'not_found', 'invalid_request'],
    ...[false, true, 'invalid_request'],
  ])
  expect(body.results[1].error.message).toMatch('/account: ')
  expect(body.results[2].error.message).toBe('must be an event')
  expect(await pointsOf(api, account)).toBe(2n)
})

it.each(ways)('takes 1,000 events at once, %s', async (_name, headers) => {
  const account = unique()
  const events = Array.from({ length: 1000 }, () => eventOf({ account }))
  const { status, body } = await send('event', events, { headers: headers() })
  expect([status, body.success, body.results.length]).toEqual([200, true, 1000])
  expect(new Set(body.results.map(({ id }: { id: string }) => id)).size).toBe(1000)
  expect(await pointsOf(api, account)).toBe(1000n)
})

it.each(ways)(
  'an array is for several campaigns, and is taken as a whole or not at all, %s',
  async (_name, headers) => {
    const { org } = api.tenant
    const other = `web_${unique()}`
    await api.store.websites.create({
      ...{ _id: other, org, name: 'Other', domains: [], createdAt: new Date() },
    })
    const account = unique()
    const events = ['acme', other, 'acme', other].map((pid) => eventOf({ account, pid }))
    const { body } = await send('event', events, { headers: headers() })
    expect(body.success).toBe(true)
    const taken = await api.store.events.model.find({ org, account }).sort({ seq: 1 }).lean()
    const own = api.tenant.website
    expect(taken.map(({ website }) => website).toSorted()).toEqual(
      [own, own, other, other].toSorted(),
    )

    const { put } = api.inbox
    let puts = 0
    api.engineInbox.put = (facts) =>
      ++puts > 1
        ? Promise.reject(new Failure('too_many_requests', 'full', { retryAfterSeconds: 1 }))
        : put(facts)
    const again = await send('event', events, { headers: headers() })
    api.engineInbox.put = put
    expect([again.status, puts]).toEqual([200, 1])
  },
)

it.each(ways)(
  'when the inbox is full, nothing of an array is taken, and it is said when to come back, %s',
  async (_name, headers) => {
    const { put } = api.inbox
    api.engineInbox.put = () =>
      Promise.reject(new Failure('too_many_requests', 'full', { retryAfterSeconds: 1 }))
    const account = unique()
    const answers = [
      await send('event', [eventOf({ account }), 7], { headers: headers() }),
      await send('event', eventOf({ account }), { headers: headers() }),
    ]
    api.engineInbox.put = put
    for (const { status, body, headers } of answers) {
      expect([status, body.error.code, headers.get('retry-after')]).toEqual([
        ...[429, 'too_many_requests', '1'],
      ])
    }
    expect(await api.store.events.model.countDocuments({ org: api.tenant.org, account })).toBe(0)
  },
)
