import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../../api/support.ts'
import type { Api } from '../../api/support.ts'
import { addTask, eventOf, pointsOf, sendersOf, unique } from '../../api/events/support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
})
afterAll(() => api.stop())

const hour = 3_600_000
const counting = (name: string, more: object = {}) => ({
  ...{ platform: 'wowhaus', category: 'dices', name, eventsCount: 1 },
  ...{ recurrence: 'Multiple', continuous: true, ...more },
})
const missedBy = async (account: string) => {
  const filter = { org: api.tenant.org, account }
  const events = await api.store.events.model.find(filter).sort({ acceptedAt: 1, seq: 1 }).lean()
  return events.map(({ missed = [] }) => missed.map(({ reason }) => reason))
}
const change = async (rule: string, body: object) => {
  const { status } = await api.call('POST', `/api/loyalty/rules/${rule}`, body)
  expect(status).toBe(200)
  api.clock.offsetMs += 3_000
}

it('an event that nobody hears is kept, makes its user, and leaves nothing else', async () => {
  const account = unique()
  await send('event', eventOf({ account, name: 'unheard' }))
  expect(await pointsOf(api, account)).toBe(0n)
  expect(await missedBy(account)).toEqual([[]])
  const { org, website } = api.tenant
  const user = await api.engine.users.known({ org, website }, { platform: 'wowhaus', account })
  expect(user?._id).toMatch(/^usr_/)
  expect(await api.store.counters.model.countDocuments({ org, user: user?._id })).toBe(0)
})

it('what happens in a window that is closed is noted as missed, and pays nothing', async () => {
  await addTask(api, 'claimr_events_count', {
    metadata: counting('late', { eventsCount: 2, recurrence: '8h' }),
  })
  const account = unique()
  const at = (ms: number) => new Date(Date.now() + api.clock.offsetMs + ms).toISOString()
  const start = api.clock.offsetMs
  await send(
    'event',
    [1, 2].map((id) => eventOf({ account, name: 'late', id: `${id}`, ts: at(0) })),
  )
  expect(await pointsOf(api, account)).toBe(100n)
  api.clock.offsetMs = start + 32 * hour - 120_000
  await send('event', eventOf({ account, name: 'late', id: '3', ts: at(240_000) }))
  await send('event', eventOf({ account, name: 'late', id: '4', ts: at(-24 * hour + 60_000) }))
  await send('event', eventOf({ account, name: 'late', id: '5', ts: at(0) }))
  expect(await pointsOf(api, account)).toBe(200n)
  expect(await missedBy(account)).toEqual([[], [], [], ['window_closed'], []])
})

it('a task that is done says so on everything that comes after', async () => {
  await addTask(api, 'claimr_events_count', {
    metadata: counting('done', { recurrence: 'Once', continuous: false }),
  })
  const account = unique()
  await send(
    'event',
    [1, 2, 3].map(() => eventOf({ account, name: 'done' })),
  )
  expect(await pointsOf(api, account)).toBe(100n)
  expect(await missedBy(account)).toEqual([[], ['finished'], ['finished']])
})

it('a task that is paused, or deleted, or not begun counts nothing from then on', async () => {
  const rule = await addTask(api, 'claimr_events_count', { metadata: counting('paused') })
  const account = unique()
  const roll = () => send('event', eventOf({ account, name: 'paused' }))
  await roll()
  expect(await pointsOf(api, account)).toBe(100n)
  await change(rule, { isPaused: true })
  await roll()
  expect(await pointsOf(api, account)).toBe(100n)
  await change(rule, { isPaused: false })
  await roll()
  expect(await pointsOf(api, account)).toBe(200n)
  await change(rule, { startTime: new Date(Date.now() + api.clock.offsetMs + hour).toISOString() })
  await roll()
  expect(await pointsOf(api, account)).toBe(200n)
  await api.call('DELETE', `/api/loyalty/rules/${rule}`)
  api.clock.offsetMs += 3_000
  await roll()
  expect(await pointsOf(api, account)).toBe(200n)
  expect(await missedBy(account)).toEqual([[], ['rule_inactive'], [], ['rule_inactive'], []])
})

it('what was counted before a task was edited, or deleted, is paid as it was promised then', async () => {
  const rule = await addTask(api, 'claimr_events_count', { metadata: counting('edited') })
  const account = unique()
  await send('event', eventOf({ account, name: 'edited' }))
  const pages = [0, 1, 2, 3].map((shard) => api.folding.fold.foldPage(shard))
  const claims = (await Promise.all(pages)).flatMap((page) => page.claims)
  expect(claims).toHaveLength(1)
  await change(rule, { amount: 7 })
  await api.call('DELETE', `/api/loyalty/rules/${rule}`)
  await api.folding.payCrossings(claims)
  expect(await pointsOf(api, account)).toBe(100n)
})

it('an edit keeps what was counted, and counts on by what it says', async () => {
  const rule = await addTask(api, 'claimr_events_count', {
    metadata: counting('goal', { eventsCount: 3 }),
  })
  const account = unique()
  const roll = () => send('event', eventOf({ account, name: 'goal' }))
  await roll()
  await roll()
  expect(await pointsOf(api, account)).toBe(0n)
  await change(rule, { metadata: counting('goal', { eventsCount: 5 }) })
  await roll()
  expect(await pointsOf(api, account)).toBe(0n)
  await change(rule, { metadata: counting('goal', { eventsCount: 4 }), amount: 40 })
  await roll()
  expect(await pointsOf(api, account)).toBe(40n)
})

it('a user who is blocked counts no more, and again when they are not', async () => {
  await addTask(api, 'claimr_events_count', { metadata: counting('blocked') })
  const account = unique()
  const roll = () => send('event', eventOf({ account, name: 'blocked' }))
  await roll()
  expect(await pointsOf(api, account)).toBe(100n)
  const { org, website } = api.tenant
  const user = await api.engine.users.known({ org, website }, { platform: 'wowhaus', account })
  const block = async (isBlocked: boolean) => {
    await api.store.users.model.updateOne({ org, _id: user?._id }, { $set: { isBlocked } })
    api.clock.offsetMs += 6_000
  }
  await block(true)
  await roll()
  expect(await pointsOf(api, account)).toBe(100n)
  await block(false)
  await roll()
  expect(await pointsOf(api, account)).toBe(200n)
  expect(await missedBy(account)).toEqual([[], ['user_blocked'], []])
})

it('two accounts of one user are one counter, however their shards are folded', async () => {
  await addTask(api, 'claimr_events_count', {
    metadata: counting('merged', { eventsCount: 10, recurrence: 'Once', progressive: true }),
  })
  const { org, website } = api.tenant
  const accounts = [unique(), unique(), unique(), unique()]
  const first = { platform: 'wowhaus', account: accounts[0] ?? '' }
  const user = await api.engine.users.findOrCreate({ org, website }, first)
  const others = accounts.slice(1).map((id) => ({
    ...{ platform: 'wowhaus', id, proof: 'attested' as const, connectedAt: new Date() },
  }))
  await api.engine.users.change({ org }, user._id, (now) => ({
    accounts: [...now.accounts, ...others],
  }))
  const events = Array.from({ length: 200 }, (_, index) =>
    eventOf({ account: accounts[index % 4], name: 'merged' }),
  )
  await send('event', events)
  await Promise.all([0, 1, 2, 3].map(() => api.folding.foldAll()))
  expect(await pointsOf(api, accounts[0] ?? '')).toBe(2000n)
})

it('what is required is required: what comes before it is missed', async () => {
  const [needed, account] = [unique(), unique()]
  const required = await addTask(api, 'claimr_events_count', {
    ...{ isRequired: true, metadata: counting(needed, { recurrence: 'Once', continuous: false }) },
    amount: 1,
  })
  const rule = await addTask(api, 'claimr_events_count', { metadata: counting('gated') })
  await send('event', eventOf({ account, name: 'gated' }))
  expect(await pointsOf(api, account)).toBe(0n)
  await send('event', eventOf({ account, name: needed }))
  expect(await pointsOf(api, account)).toBe(1n)
  await send('event', eventOf({ account, name: 'gated' }))
  expect(await pointsOf(api, account)).toBe(101n)
  expect(await missedBy(account)).toEqual([['required_rule_missing'], [], []])
  for (const id of [rule, required]) await api.call('DELETE', `/api/loyalty/rules/${id}`)
})

it('a stored rule that can no longer be read keeps no other from being counted', async () => {
  const broken = await addTask(api, 'claimr_events_value', {
    metadata: {
      ...{ platform: 'wowhaus', category: 'dices', name: 'broken', recurrence: 'Once' },
      ...{ query: '[].data.bet', eventsValue: 1 },
    },
  })
  const other = unique()
  await addTask(api, 'claimr_events_count', { metadata: counting(other) })
  const { org } = api.tenant
  await api.store.rules.model.updateOne(
    { org, _id: broken },
    { $set: { 'definition.metadata.query': '[].data.' } },
  )
  api.clock.offsetMs += 3_000
  const account = unique()
  await send('event', [eventOf({ account, name: 'broken' }), eventOf({ account, name: other })])
  await api.folding.foldAll()
  const user = await api.engine.users.known(api.tenant, { platform: 'wowhaus', account })
  const counters = await api.store.counters.model.find({ org, user: user?._id }).lean()
  expect(counters).toHaveLength(1)
  expect(await missedBy(account)).toEqual([['rule_misconfigured'], []])
})
