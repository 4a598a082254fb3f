import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hourMs, minuteMs } from '../../src/domain/claim-count.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createSourceWatch } from '../../src/engine/source-watch.ts'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let users: string[]
let word: string
let held: string
const claims: string[] = []

beforeAll(async () => {
  api = await startApi()
  users = []
  for (const name of ['ann', 'bob'])
    users.push((await post('/api/users/metadatas', { externalIdentifier: name })).id)
  const { word: said, link } = bodiesFor(api)
  word = (await post('/api/loyalty/rules', { ...said, name: 'Said so' })).id
  held = (await post('/api/loyalty/rules', link)).id
  for (let time = 0; time < 6; time++) {
    const claim = await complete(word, users[time % 2] ?? '')
    claims.push(claim)
    if (time < 5) await settle(api, claim, time < 3)
  }
})
afterAll(() => api.stop())

const post = async (path: string, body: object) => (await api.call('POST', path, body)).body
const complete = async (rule: string, userId: string): Promise<string> =>
  (await post(`/api/loyalty/rules/${rule}/complete`, { userId })).claimId
const ask = (query = '', sent = {}) =>
  api.call('GET', `/api/overview?${query}`, undefined, sent).then(({ body }) => body)

/** As soon as everything that has happened is counted. */
async function overview(query = '') {
  const now = new Date().toISOString()
  return until(
    () => ask(query),
    ({ asOf }) => asOf >= now,
  )
}

function fail(error: unknown): never {
  throw error
}

const none = { settled: 0, notMet: 0, waiting: 0, underWay: 0, failed: 0, revoked: 0 }
const soFar = { ...none, settled: 3, notMet: 2, underWay: 1 }

it.each([
  ['1h', 12],
  ['24h', 24],
  ['7d', 28],
])('counts the claims of the last %s by outcome, in %s columns', async (range, columns) => {
  const found = await overview(`range=${range}`)
  expect(found).toMatchObject({ range, totals: { claims: soFar }, before: { claims: none } })
  expect(found.totals.points).toEqual([
    { loyaltyCurrencyId: api.tenant.currency, symbol: expect.any(String), amount: '30' },
  ])
  expect(found.series).toHaveLength(columns)
  expect(found.series.at(-1)).toMatchObject(soFar)
  expect(found.series[0].from).toBe(found.from)
  expect(found.pointsByRule).toMatchObject([
    { rule: { id: word, name: 'Said so' }, amount: '30', loyaltyCurrencyId: api.tenant.currency },
  ])
  expect(found.open).toMatchObject({ waiting: 0, underWay: 1, oldestAt: expect.any(String) })
  expect(found.totals.medianMs).toEqual(expect.any(Number))
})

it('moves a claim that is made again, and takes back what is revoked', async () => {
  const [first = '', , , unmet = ''] = claims
  const { retried } = await post('/api/loyalty/claims/retry', { ids: [unmet] })
  expect(retried).toEqual([unmet])
  await settle(api, unmet)
  await api.store.claims.model.updateOne(
    { org: api.tenant.org, _id: first },
    { $set: { status: 'revoked' } },
  )
  const found = await overview()
  expect(found.totals.claims).toEqual({ ...soFar, settled: 3, notMet: 1, revoked: 1 })
  expect(found.totals.points).toMatchObject([{ amount: '30' }])
})

it('says of each rule how its claims of 24 hours went, if asked', async () => {
  await overview()
  const list = async (query = '') =>
    (await api.call('GET', `/api/loyalty/rules?${query}`)).body.data as {
      id: string
      stats?: object
    }[]
  const [first, second] = await list('include=stats')
  expect(first).toMatchObject({
    id: word,
    stats: {
      claims: { settled: 3, notMet: 1, underWay: 1, revoked: 1 },
      ...{ metRate: 0.75, points: [{ loyaltyCurrencyId: api.tenant.currency, amount: '30' }] },
      series: [...Array.from({ length: 23 }, () => 0), 6],
    },
  })
  expect(second).toMatchObject({ id: held, stats: { claims: none, metRate: null, points: [] } })
  expect((await list())[0]).not.toHaveProperty('stats')
})

describe('what needs a person', () => {
  const codes = async () =>
    (await overview()).attention.map(({ code }: { code: string }) => code) as string[]

  it('is nothing while all is well', async () => expect(await codes()).toEqual([]))

  it('is what somebody has paused', async () => {
    await post(`/api/loyalty/rules/${held}/pause`, {})
    const { attention } = await overview()
    expect(attention).toMatchObject([
      {
        ...{ code: 'rules_paused', level: 'wait', count: 1, mustAct: false },
        leadsTo: { to: 'rule', id: held },
      },
    ])
    await post(`/api/loyalty/rules/${held}/resume`, {})
  })

  it('is a key that ends soon', async () => {
    const { org } = api.tenant
    await api.engine.keys.issue({
      ...{ org, mode: 'live', role: 'WEBSITE_API_KEY', name: 'shop' },
      expiresAt: new Date(Date.now() + 24 * hourMs),
    })
    const { attention } = await overview()
    expect(attention).toMatchObject([{ code: 'key_expiring', mustAct: true, leadsTo: null }])
    expect(attention[0].title).toContain('shop')
    await api.store.apiKeys.model.deleteOne({ org, name: 'shop' })
  })

  it('is a claim that nobody carries, ten minutes on', async () => {
    const claim = { org: api.tenant.org, _id: claims.at(-1) ?? '' }
    const at = Date.now()
    const makeAt = (acceptedAt: Date) =>
      api.store.claims.model.updateOne(claim, { $set: { acceptedAt } })
    await makeAt(new Date(at - 11 * minuteMs))
    expect((await overview()).attention).toMatchObject([
      {
        ...{ code: 'claims_waiting', level: 'bad', count: 1, mustAct: true },
        leadsTo: { to: 'claims', outcome: 'waiting' },
      },
    ])
    await makeAt(new Date(at))
    expect(await codes()).toEqual([])
  })
})

describe('a platform', () => {
  const watch = () => {
    const log = { error: fail }
    return createSourceWatch({ store: api.store, now: () => new Date(), log: log as never })
  }
  const source = async (id: string) => {
    const { data } = (await api.call('GET', '/api/sources')).body
    return data.find((each: { id: string }) => each.id === id)
  }
  let followed: string
  beforeAll(async () => {
    followed = (await post('/api/loyalty/rules', bodiesFor(api).followed)).id
  })

  it('that nobody asked is not known, and never zero', async () => {
    expect(await source('discord')).toMatchObject({
      ...{ state: 'not_known', answeredAt: null, p95Ms: null, minutes: [] },
    })
  })

  it('answers, fails, and limits as those who call it say', async () => {
    const seen = watch()
    seen.observe({ provider: 'github', status: 200, ms: 90 })
    seen.observe({ provider: 'github', status: 404, ms: 120 })
    seen.observe({ provider: 'webhook', status: 200, ms: 1 })
    await seen.drain()
    expect(await source('github')).toMatchObject({
      ...{ state: 'answers', calls: 2, failed: 0, p95Ms: 200 },
      minutes: [{ calls: 2 }],
    })
    const other = watch()
    other.observe({ provider: 'x', status: 0, ms: 10_000 })
    await other.drain()
    expect(await source('x')).toMatchObject({ state: 'down', failed: 1, answeredAt: null })
    other.observe({ provider: 'x', status: 429, ms: 10 })
    other.fail('x', new Failure('provider_limited', 'X: later', { retryAfterSeconds: 600 }))
    await other.drain()
    expect(await source('x')).toMatchObject({
      ...{ state: 'limited', limitedUntil: expect.any(String) },
    })
  })

  it('is told of with the claims that wait for it, and leads to them', async () => {
    const { org } = api.tenant
    await post('/api/users/credentials', { userId: users[0], platform: 'x', accessToken: 't-9' })
    const claim = await complete(followed, users[0] ?? '')
    const waiting = { code: 'provider_limited', message: 'later', since: new Date() }
    await api.store.claims.model.updateOne({ org, _id: claim }, { $set: { waiting } })

    const found = await overview()
    expect(found.totals.claims).toMatchObject({ waiting: 1, underWay: 1 })
    const limited = found.attention.find((each: { code: string }) => each.code === 'source_limited')
    expect(limited).toMatchObject({
      ...{ level: 'wait', count: 1, mustAct: false, until: expect.any(String) },
      leadsTo: { to: 'claims', outcome: 'waiting', source: 'x' },
    })
    expect(limited.title).toMatch(/^X allows no more calls until .* UTC$/)
    expect(limited.text).toMatch(/^1 claim waits, the oldest since .* UTC\. Nothing to do/)
    expect(await source('x')).toMatchObject({
      waiting: { claims: 1, codes: { provider_limited: 1 }, oldestAt: expect.any(String) },
    })
    const path = '/api/loyalty/claims?source=x&isWaiting=true'
    const { data } = (await api.call('GET', path)).body
    expect(data.map(({ id }: { id: string }) => id)).toEqual([claim])

    await settle(api, claim)
    expect((await overview()).open).toMatchObject({ waiting: 0 })
    expect((await source('x')).waiting).toEqual({ claims: 0, codes: {}, oldestAt: null })
  })
})

it('lists the claims of a column, with every other filter', async () => {
  const { series } = await overview('range=1h')
  const { from, until: end } = series.at(-1)
  const list = async (query: string) => {
    const { body } = await api.call('GET', `/api/loyalty/claims?${query}`)
    return body.data.length as number
  }
  expect(await list(`from=${from}&until=${end}`)).toBe(7)
  expect(await list(`from=${from}&until=${end}&status=unmet`)).toBe(1)
  expect(await list(`until=${from}`)).toBe(0)
})

it('tells another tenant nothing, and refuses what is no range', async () => {
  const { key } = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  expect(await ask('', { key })).toMatchObject({
    ...{ totals: { claims: none, points: [] }, pointsByRule: [], open: { underWay: 0 } },
  })
  const { status } = await api.call(
    'GET',
    `/api/overview?websiteId=${api.tenant.website}`,
    undefined,
    {
      key,
    },
  )
  expect(status).toBe(404)
  expect((await api.call('GET', '/api/overview?range=1y')).status).toBe(422)
})
