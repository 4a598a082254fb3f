import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { addTask, eventOf, pointsOf, sendersOf, traces, unique } from './support.ts'

let api: Api
let before: number
let send: ReturnType<typeof sendersOf>['send']
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
})
afterAll(() => api.stop())

// Whatever is explained, nothing of it is stored; what a test sends to be counted, it counts itself.
const mark = async () => {
  before = await traces(api)
}
beforeEach(mark)
afterEach(async () => expect(await traces(api)).toBe(before))

const hour = 3_600_000
const named = (name: string, more: object = {}) => ({
  ...{ platform: 'wowhaus', category: 'dices', name, eventsCount: 1 },
  ...{ recurrence: 'Multiple', continuous: true, ...more },
})

async function explain(aid: string, event: object) {
  const { status, body } = await send('event/explain', event)
  expect(status).toBe(200)
  return { ...body.tasks.find((task: { aid: string }) => task.aid === aid), event: body.event }
}
/** A task of its own, heard under a name of its own. */
async function task(metadata: object = {}, fields: object = {}, type = 'claimr_events_count') {
  const name = unique()
  const id = await addTask(api, type, {
    ...{ externalIdentifier: name, metadata: named(name, metadata), ...fields },
  })
  return { id, name }
}

it.each(['platform', 'category', 'name'])('says that the %s is another', async (field) => {
  const { name } = await task()
  const told = await explain(name, eventOf({ name, [field]: 'other' }))
  expect(told).toMatchObject({ matches: false, counts: false, condition: field })
  expect(told.message).toContain('"other"')
})

it('says for how much it counts, how far it leads and what it pays', async () => {
  const { name, id } = await task({ eventsCount: 3 })
  const who = { account: unique(), name }
  const first = await explain(name, eventOf(who))
  expect(first).toMatchObject({
    ...{ aid: name, task: id, matches: true, counts: true, condition: 'ok', value: '1' },
    ...{ current: '1', target: '3', pays: '0' },
  })
  await send('event', [eventOf(who), eventOf(who)])
  expect(await pointsOf(api, who.account)).toBe(0n)
  await mark()
  expect(await explain(name, eventOf(who))).toMatchObject({ current: '3', target: '3', pays: '1' })
})

it('says what a query finds, and that it finds nothing', async () => {
  const value = { query: '[].data.bet', eventsValue: 500, eventsCount: undefined }
  const { name } = await task(value, {}, 'claimr_events_value')
  expect(await explain(name, eventOf({ name }))).toMatchObject({
    ...{ counts: true, value: '250', current: '250', target: '500', pays: '0' },
  })
  const none = await explain(name, eventOf({ name, data: { stake: 1 } }))
  expect(none).toMatchObject({ matches: true, counts: false, condition: 'query' })
  const filter = await task({ query: '[?data.bet > `300`]' })
  const small = await explain(filter.name, eventOf({ name: filter.name }))
  expect(small).toMatchObject({ matches: true, counts: false, condition: 'query' })
})

it('says that a task is paused, has not begun, or is over', async () => {
  const paused = await task({}, { isPaused: true })
  const later = await task({}, { startTime: '2099-01-01T00:00:00Z' })
  const over = await task({}, { endTime: '2020-02-01T00:00:00Z' })
  for (const { name } of [paused, later, over]) {
    expect(await explain(name, eventOf({ name }))).toMatchObject({
      ...{ matches: true, counts: false, condition: 'rule_inactive' },
    })
  }
})

it('says that the user is blocked', async () => {
  const { name } = await task()
  const account = unique()
  const { org, website } = api.tenant
  const user = await api.engine.users.findOrCreate(
    { org, website },
    { platform: 'wowhaus', account },
  )
  await api.store.users.model.updateOne({ org, _id: user._id }, { $set: { isBlocked: true } })
  await mark()
  expect(await explain(name, eventOf({ name, account }))).toMatchObject({
    ...{ matches: true, counts: false, condition: 'user_blocked' },
  })
})

it('says that the task is done', async () => {
  const { name } = await task({ recurrence: 'Once', continuous: false })
  const who = { account: unique(), name }
  await send('event', eventOf(who))
  expect(await pointsOf(api, who.account)).toBe(100n)
  await mark()
  expect(await explain(name, eventOf(who))).toMatchObject({
    ...{ matches: true, counts: false, condition: 'finished', target: '1' },
  })
})

it('says that the window is closed', async () => {
  const { name } = await task({ recurrence: '8h' })
  const who = { account: unique(), name }
  const start = api.clock.offsetMs
  const at = (ms: number) => new Date(Date.now() + api.clock.offsetMs + ms).toISOString()
  await send('event', eventOf(who))
  api.clock.offsetMs = start + 32 * hour - 120_000
  await send('event', eventOf({ ...who, ts: at(240_000) }))
  expect(await pointsOf(api, who.account)).toBe(200n)
  await mark()
  const late = await explain(name, eventOf({ ...who, ts: at(-24 * hour + 60_000) }))
  expect(late).toMatchObject({ matches: true, counts: false, condition: 'window_closed' })
})

it('says by which clock it counts, and whether it came before', async () => {
  const { name } = await task()
  const who = { account: unique(), name, id: unique() }
  const fresh = await explain(name, eventOf(who))
  expect(fresh.event).toMatchObject({
    id: who.id,
    identity: 'id',
    duplicate: false,
    clock: 'arrival',
  })
  await send('event', eventOf(who))
  await pointsOf(api, who.account)
  await mark()
  const again = await explain(name, eventOf({ ...who, data: { bet: 1 } }))
  expect(again.event).toMatchObject({ duplicate: true, ignored: true, differs: ['/data'] })
  const old = await explain(name, eventOf({ name, ts: '2020-01-01' }))
  expect(old.event).toMatchObject({ identity: 'content', clock: 'arrival' })
})

it('tells of every event task, and of no other', async () => {
  const { name, id } = await task()
  await addTask(api, 'claimr_stream_value', { metadata: { stream: 's', goal: 1 } })
  await mark()
  const { body } = await send('event/explain', eventOf({ name }))
  const { org } = api.tenant
  const types = { $in: ['claimr_events_count', 'claimr_events_value'] }
  expect(body.tasks).toHaveLength(
    await api.store.rules.model.countDocuments({ org, type: types, deletedAt: null }),
  )
  expect(body.tasks.filter((each: { matches: boolean }) => each.matches)).toEqual([
    ...[expect.objectContaining({ task: id })],
  ])
})

it('says that something else is required first', async () => {
  const { name } = await task()
  const needed = await task({ recurrence: 'Once' }, { isRequired: true })
  expect(await explain(name, eventOf({ name }))).toMatchObject({
    ...{ matches: true, counts: false, condition: 'required_rule_missing' },
  })
  await api.call('DELETE', `/api/loyalty/rules/${needed.id}`)
  api.clock.offsetMs += 3_000
  await mark()
})

it('refuses an event that would be refused', async () => {
  const { status, body } = await send('event/explain', eventOf({ ts: '2099-01-01' }))
  expect([status, body.error.code]).toEqual([422, 'invalid_request'])
})
