import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Delivery } from '../../src/store/deliveries.ts'
import { addTask, eventOf, game } from './events/support.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const hour = 3_600_000

async function hook(hookId: string, more: object = {}, bearer = api.tenant.key): Promise<string> {
  const named = { scope: 'user_login', hook_id: hookId, secret: 's' }
  const body = { ...named, uri: `https://receiver.test/${hookId}`, ...more }
  return (await api.call('POST', '/api/v1/hook', body, { bearer })).body.id
}
const unhook = (hookId: string) => {
  const named = { scope: 'user_login', hook_id: hookId }
  return api.call('DELETE', '/api/v1/hook', named, { bearer: api.tenant.key })
}
const signIn = (account: string, headers: Record<string, string> = {}) => {
  const query = new URLSearchParams({ account, platform: 'steam', pid: 'acme' }).toString()
  return api.call('GET', `/api/v1/token?${query}`, undefined, { bearer: api.tenant.key, headers })
}
const told = (endpoint: string, query = '', key = api.tenant.key) =>
  api.call('GET', `/api/webhook_deliveries?endpointId=${endpoint}&${query}`, undefined, { key })
const toldTo = async (endpoint: string): Promise<{ account: string; pid: string }[]> =>
  (await told(endpoint)).body.data.map(({ payload }: { payload: string }) => {
    const { account, pid } = JSON.parse(payload).data
    return { account, pid }
  })

async function queue(endpoint: string, ...orders: string[]): Promise<void> {
  const at = new Date()
  const { org, website } = api.tenant
  const attempts = [{ at, answer: '503' }]
  await api.store.deliveries.add(
    orders.map((order): Delivery => ({
      ...{ _id: `dlv_${endpoint}_${order}`, org, website, endpoint, scope: 'user_login', order },
      ...{ happenedAt: at, dueAt: new Date(at.getTime() + hour), state: 'waiting', tries: 3 },
      ...{ user: 'usr_1', body: '{}', attempts, expiresAt: new Date(at.getTime() + 9 * hour) },
    })),
  )
}

it('a sign-in is queued for those who want to know, once, and they are rung for', async () => {
  const [all, own] = [await hook('all'), await hook('own', { pids: ['acme'] })]
  const points = await hook('points', { scope: 'user_reward' })
  const key = { 'idempotency-key': 'the same sign-in' }
  await signIn('ann', key)
  await signIn('ann', key)
  await signIn('bob')
  for (const endpoint of [all, own]) {
    expect(await toldTo(endpoint)).toEqual([
      { account: 'bob', pid: 'acme' },
      { account: 'ann', pid: 'acme' },
    ])
    expect(api.rung).toContain(endpoint)
  }
  expect([await toldTo(points), api.rung.includes(points)]).toEqual([[], false])
})

it('nobody is told of another campaign, tenant or side', async () => {
  const { org } = api.tenant
  const fields = { name: 'Other', externalIdentifier: 'other', domains: [], createdAt: new Date() }
  await api.store.websites.create({ _id: 'web_other', org, ...fields })
  const elsewhere = await hook('elsewhere', { pids: ['other'] })
  const tested = await hook('tested', {}, api.tenant.test.key)
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', domains: [] },
  })
  const theirs = await hook('theirs', {}, rival.key)
  await signIn('cem')
  expect(await toldTo(elsewhere)).toEqual([])
  const count = (endpoint: string) => api.store.deliveries.model.countDocuments({ org, endpoint })
  expect([await count(tested), await count(theirs)]).toEqual([0, 0])
  await api.store.websites.model.deleteOne({ org, _id: 'web_other' })
})

it('deliveries are listed newest first, a page at a time, by what became of them', async () => {
  const endpoint = await hook('listed')
  await queue(endpoint, 'a', 'b', 'c')
  const { org } = api.tenant
  const at = new Date()
  const attempt = { at, answer: '204' }
  const tried = { state: 'delivered', tries: 4, dueAt: at, attempt } as const
  await api.store.deliveries.note(org, [{ id: `dlv_${endpoint}_b`, tried }])
  const { body } = await told(endpoint, 'limit=2')
  expect([body.data.map(({ id }: { id: string }) => id.at(-1)), body.hasNextPage]).toEqual([
    ...[['c', 'b'], true],
  ])
  expect(body.data[1]).toMatchObject({
    ...{ state: 'delivered', tries: 4, dueAt: null },
    attempts: [{ answer: '503' }, { at: at.toISOString(), answer: '204' }],
  })
  const rest = await told(endpoint, `limit=2&startingAfter=${body.data[1].id}`)
  expect(rest.body.data).toMatchObject([{ id: `dlv_${endpoint}_a`, state: 'waiting', tries: 3 }])
  expect((await told(endpoint, 'state=delivered')).body.data).toHaveLength(1)
  expect((await told(endpoint, 'state=lost')).status).toBe(422)
})

it('deliveries of another tenant, of another key or of nobody are 404', async () => {
  const endpoint = await hook('mine')
  const { org, website } = api.tenant
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', domains: [] },
  })
  const { key: narrow } = await api.engine.keys.issue({
    ...{ org, website, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'k' },
  })
  const answers = [
    await told(endpoint, '', rival.key),
    await told(endpoint, '', narrow),
    await told('whk_unknown'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
})

it('an endpoint shows how it goes', async () => {
  const id = await hook('shown')
  const { org } = api.tenant
  const at = new Date('2026-02-03T12:00:00.000Z')
  const lastFailure = { at, reason: 'timed_out' }
  const state = { status: 'active', failures: 4, downSince: at, pausedUntil: at } as const
  const record = await api.store.webhookEndpoints.find(org, id)
  await api.store.webhookEndpoints.note(record!, { ...state, lastFailure })
  const { body } = await api.call('GET', '/api/webhook_endpoints')
  const listed = body.data.find((each: { id: string }) => each.id === id)
  const time = at.toISOString()
  expect(listed).toMatchObject({
    ...{ status: 'active', failures: 4, downSince: time, pausedUntil: time },
    lastFailure: { at: time, reason: 'timed_out' },
  })
})

it('registered again, a hook that failed is told at once what waited', async () => {
  const id = await hook('mended')
  const { org } = api.tenant
  await queue(id, 'a', 'b')
  const record = await api.store.webhookEndpoints.find(org, id)
  await api.store.webhookEndpoints.note(record!, { status: 'failing', failures: 12 })
  await hook('mended', { uri: 'https://mended.test/' })
  const due = await api.store.deliveries.due({ org, endpoint: id }, new Date(), 10)
  expect(due.map(({ order }) => order)).toEqual(['a', 'b'])
  expect(api.rung.filter((each) => each === id)).toHaveLength(1)
  const mended = await api.store.webhookEndpoints.find(org, id)
  expect(mended).toMatchObject({ status: 'active', failures: 0, isIdle: true })
})

it('a hook that is removed is told nothing of what waited, not even when it is made anew', async () => {
  const id = await hook('removed')
  const target = { org: api.tenant.org, endpoint: id }
  await queue(id, 'a')
  await unhook('removed')
  expect(await api.store.deliveries.nextDue(target)).toBeUndefined()
  // Somebody was still writing when it went.
  await queue(id, 'b')
  expect(await hook('removed')).toBe(id)
  expect(await api.store.deliveries.nextDue(target)).toBeUndefined()
})

it('points and events cost no question about hooks, whether there are any or not', async () => {
  await Promise.all(
    ['user_reward', 'user_activity'].map((scope) => hook(`hot ${scope}`, { scope })),
  )
  const { db, tenant, folding } = api
  const task = await addTask(api, 'claimr_events_count', {
    metadata: { ...game, eventsCount: 1, recurrence: 'Multiple' },
  })
  await db.command({ profile: 2 })
  const send = (path: string, body: object) =>
    api.call('POST', `/api/v1${path}`, body, { bearer: tenant.key })
  const who = { account: 'hot', platform: game.platform, pid: 'acme' }
  expect((await send('/user/reward', { ...who, id: '1', xp: 5 })).status).toBe(200)
  expect((await send('/event', eventOf(who))).status).toBe(200)
  await folding.foldAll()
  await db.command({ profile: 0 })
  const asked = await db.collection('system.profile').distinct('ns')
  expect(asked).toEqual(expect.arrayContaining([`${db.databaseName}.entries`]))
  const ofHooks = ['webhookEndpoints', 'deliveries'].map((name) => `${db.databaseName}.${name}`)
  expect(asked.filter((ns) => ofHooks.includes(String(ns)))).toEqual([])
  expect(await api.store.claims.model.countDocuments({ org: tenant.org, rule: task })).toBe(1)
})
