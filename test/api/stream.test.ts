import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { streamedClaims } from '../../src/api/stream.ts'
import type { LiveLimits } from '../../src/engine/live/live.ts'
import { ask, readStream } from './reader.ts'
import type { Reader } from './reader.ts'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let word: string
const readers: Reader[] = []
beforeAll(async () => {
  api = await startApi({ live: { heartbeatMs: 300, everyMs: 20, readersPerKey: 4 } })
  ann = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).id
  word = (await post('/api/loyalty/rules', { ...bodiesFor(api).word, name: 'Said so' })).id
})
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close()
})
afterAll(() => api.stop())

const post = async (path: string, body: object, key = api.tenant.key) =>
  (await api.call('POST', path, body, { key })).body

const claim = async (): Promise<string> =>
  (await post(`/api/loyalty/rules/${word}/complete`, { userId: ann })).claimId

/** Paid claims, of which each is told twice: when it is accepted, and when it is settled. */
async function payMany(count: number): Promise<string[]> {
  const claims = await Promise.all(Array.from({ length: count }, claim))
  await Promise.all(claims.map((each) => settle(api, each)))
  return claims
}

interface Wanted {
  base?: string
  key?: string
  cookie?: string
  from?: string
  query?: string
}

async function read({ base = api.base, key = api.tenant.key, ...wanted }: Wanted = {}) {
  const { cookie, from, query } = wanted
  const headers = {
    ...(cookie === undefined ? { 'x-api-key': key } : { cookie }),
    ...(from === undefined ? {} : { 'last-event-id': from }),
  }
  const reader = await readStream(base, headers, query)
  readers.push(reader)
  return reader
}

const outcomesOf = (reader: Reader, id: string) =>
  reader.claims().flatMap((each) => (each.id === id ? [each.outcome] : []))

/** Of each claim that it was accepted and then settled, once. */
function expectOnceEach(lines: readonly { id: string; outcome: string }[], claims: string[]) {
  const told = lines.map(({ id, outcome }) => `${id} ${outcome}`)
  const wanted = claims.flatMap((id) => [`${id} under_way`, `${id} settled`])
  expect(told.toSorted()).toEqual(wanted.toSorted())
  for (const id of claims) {
    expect(told.indexOf(`${id} under_way`)).toBeLessThan(told.indexOf(`${id} settled`))
  }
}

it('tells of a claim what a line needs, when it is accepted and when it is over', async () => {
  const reader = await read()
  expect(reader.answer.headers).toMatchObject({
    ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' },
  })
  const paid = await claim()
  await reader.has(1)
  await settle(api, paid)
  await reader.has(2)
  const other = await claim()
  await settle(api, other, false)
  await reader.has(4)
  const { org, website, currency } = api.tenant
  const common = {
    ...{ id: paid, organizationId: org, websiteId: website, at: expect.any(String) },
    rule: { id: word, name: 'Said so', type: 'external_rule' },
    ...{ user: { id: ann, name: 'ann' }, code: null, message: null, waitsUntil: null },
  }
  const reward = { type: 'points', loyaltyCurrencyId: currency, amount: '10', factor: null }
  expect(reader.claims().slice(0, 2)).toEqual([
    { ...common, status: 'accepted', outcome: 'under_way', rewards: [] },
    { ...common, status: 'rewarded', outcome: 'settled', rewards: [reward] },
  ])
  expect(reader.claims()[3]).toMatchObject({
    ...{ id: other, status: 'unmet', outcome: 'not_met', code: 'not_seen', rewards: [] },
  })
  for (const { event, data } of reader.told) if (event === 'claims') streamedClaims.parse(data)
  const counts = reader.told.flatMap(({ data }) => (data.counts ? [data.counts] : []))
  expect(counts.reduce((sum, { settled = 0 }) => sum + settled, 0)).toBe(1)
})

it('says that a claim waits, and for how long', async () => {
  const reader = await read()
  const id = await claim()
  const { org } = api.tenant
  const later = new Date('2030-01-01T00:00:00Z')
  const waiting = {
    code: 'provider_limited',
    message: 'X allows no more',
    since: later,
    until: later,
  }
  await api.store.claims.markCarried(org, [id], 'w')
  await api.store.claims.model.updateOne({ org, _id: id }, { $set: { waiting } })
  await reader.has(2)
  expect(reader.claims()[1]).toMatchObject({
    ...{ id, status: 'processing', outcome: 'waiting', code: 'provider_limited' },
    ...{ message: 'X allows no more', waitsUntil: later.toISOString() },
  })
})

it('of what is paid again it tells the amount, which did not change', async () => {
  const id = await claim()
  await settle(api, id)
  const { org } = api.tenant
  const reader = await read()
  const filter = { org, _id: id }
  await api.store.claims.model.updateOne(filter, { $set: { status: 'revoked' } })
  await api.store.claims.model.updateOne(filter, { $set: { status: 'rewarded' } })
  await until(
    async () => outcomesOf(reader, id).slice(-2),
    (last) => last.join() === 'revoked,settled',
  )
  expect(reader.claims().slice(-2)).toMatchObject([
    ...[{ outcome: 'revoked', rewards: [] }],
    { outcome: 'settled', rewards: [{ amount: '10' }] },
  ])
})

it('goes on after a cut: 50 claims that were paid meanwhile are told once each, by this process and by another one', async () => {
  const first = await read()
  const [before = ''] = await payMany(1)
  await first.has(2)
  first.close()
  const claims = await payMany(50)

  const other = await api.another()
  const again = [
    await read({ from: first.lastId() }),
    await read({ query: `?lastEventId=${first.lastId()}` }),
    await read({ from: first.lastId(), base: other.base }),
  ]
  const [last = ''] = await payMany(1)
  for (const reader of again) {
    await reader.has(102)
    expect(outcomesOf(reader, before)).toEqual([])
    expectOnceEach(reader.claims(), [...claims, last])
    const halfway = reader.told.find(({ event }) => event === 'claims')?.id
    expect(halfway).not.toBe(first.lastId())
  }
})

it('goes on from any id in between, nothing lost and nothing twice', async () => {
  const whole = await read()
  const claims = await payMany(12)
  await whole.has(24)
  const other = await api.another()
  for (const [index, { id }] of whole.told.entries()) {
    const had = whole.told.slice(0, index + 1)
    const seen = had.flatMap(({ event, data }) => (event === 'claims' ? data.claims : []))
    const rest = await read({ from: id, base: index % 2 === 0 ? api.base : other.base })
    if (seen.length < 24) await rest.has(24 - seen.length)
    expectOnceEach([...seen, ...rest.claims()], claims)
    rest.close()
    await rest.ended()
  }
})

it('a process that leaves sends its readers away, and they go on at the next one', async () => {
  const leaving = await api.another()
  const reader = await read({ base: leaving.base })
  await reader.hasEvent('ready')
  await leaving.stop()
  await reader.ended()
  const claims = await payMany(3)
  const next = await api.another()
  const again = await read({ base: next.base, from: reader.lastId() })
  await again.has(6)
  expectOnceEach(again.claims(), claims)
})

it('a heartbeat has an id to go on from, also where only others have claims', async () => {
  const quiet = await read({ key: api.tenant.test.key })
  const own = await read()
  const [paid = ''] = await payMany(1)
  await own.has(2)
  const before = quiet.told.length
  await until(
    async () => quiet.told.slice(before).map(({ event }) => event),
    (events) => events.includes('heartbeat'),
  )
  expect(quiet.claims()).toEqual([])
  const other = await api.another()
  const again = await read({ from: quiet.lastId(), base: other.base })
  const [id = ''] = await payMany(1)
  await again.has(2)
  expectOnceEach(again.claims(), [id])
  expect(outcomesOf(again, paid)).toEqual([])
})

const cases: [string, string | undefined, Partial<LiveLimits>, string][] = [
  ['none at all', 'yesterday', {}, 'too_old'],
  ['one that MongoDB refuses', `82${'0'.repeat(7)}1${'F'.repeat(40)}`, {}, 'too_old'],
  ['of times to come', `82FFFFFFFF${'0'.repeat(8)}2B0429296E1404`, {}, 'too_old'],
  ['the last of what is too much', undefined, { missed: 3, recent: 1 }, 'too_many'],
]

it.each(cases)('an id that is %s is answered with a reset', async (_name, id, limits, reason) => {
  const first = await read()
  await first.hasEvent('ready')
  await payMany(5)
  await first.has(10)
  const other = await api.another(limits)
  const reader = await read({ base: other.base, from: id ?? first.told[0]?.id ?? '' })
  await reader.hasEvent('reset')
  expect(reader.told.find(({ event }) => event === 'reset')?.data).toEqual({ reason })
  const old = reader.claims().length
  const paid = await claim()
  await reader.has(old + 1)
  expect(reader.claims().at(-1)?.id).toBe(paid)
})

it('other organizations, the twin and other websites are told nothing', async () => {
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  const { org, website } = api.tenant
  const elsewhere = { ...(await api.store.websites.find(org, website)), _id: 'web_elsewhere' }
  await api.store.websites.model.collection.insertOne(
    Object.assign(elsewhere, { externalIdentifier: 'elsewhere' }) as never,
  )
  const wanted = { org, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'n' } as const
  const narrow = await api.engine.keys.issue({ ...wanted, website: 'web_elsewhere' })
  const own = await api.engine.keys.issue({ ...wanted, website })
  const start = await read()
  await start.hasEvent('ready')
  const [paid = ''] = await payMany(1)
  await start.has(2)
  const from = start.told[0]?.id ?? ''
  const others = [
    await read({ key: rival.key, from }),
    await read({ key: api.tenant.test.key, from }),
    await read({ key: narrow.key, from }),
    await read({ from, query: '?websiteId=web_elsewhere' }),
  ]
  const allowed = await read({ key: own.key, from })
  await allowed.has(2)
  expect(outcomesOf(allowed, paid)).toEqual(['under_way', 'settled'])
  for (const each of others) {
    await each.hasEvent('heartbeat')
    expect(each.claims()).toEqual([])
  }
  const refused = await api.call('GET', `/api/stream?websiteId=${website}`, undefined, {
    key: narrow.key,
  })
  expect(refused.status).toBe(403)
  const unknown = await api.call('GET', `/api/stream?websiteId=${website}`, undefined, {
    key: rival.key,
  })
  expect(unknown.status).toBe(404)
})

it('nobody reads without a key, and a HEAD reads nothing', async () => {
  const { statusCode } = await ask(`${api.base}/api/stream`, {})
  expect(statusCode).toBe(401)
  const head = await api.call('HEAD', '/api/stream')
  expect([head.status, head.headers.get('content-type')]).toEqual([
    ...[200, expect.stringContaining('text/event-stream')],
  ])
})

it('ends when the session is signed out of, and when the key is revoked or expires', async () => {
  const wanted = { org: api.tenant.org, mode: 'live', role: 'WEBSITE_API_KEY', name: 'n' } as const
  const { id, key } = await api.engine.keys.issue(wanted)
  const short = await api.engine.keys.issue({
    ...{ ...wanted, expiresAt: new Date(Date.now() + 3_600_000) },
  })
  const { token } = await api.engine.sessions.open(id)
  const cookie = `vouchsafe_session=${token}`
  const signedIn = await read({ cookie })
  const byKey = await read({ key })
  const expiring = await read({ key: short.key })
  await Promise.all([signedIn, byKey, expiring].map((each) => each.hasEvent('ready')))

  await api.engine.sessions.end(token)
  await signedIn.ended()
  expect(byKey.isOver()).toBe(false)
  expect((await ask(`${api.base}/api/stream`, { cookie })).statusCode).toBe(401)

  await api.engine.keys.revoke(api.tenant.org, id)
  await byKey.ended()
  expect(expiring.isOver()).toBe(false)
  api.clock.offsetMs = 3_700_000
  await expiring.ended()
  api.clock.offsetMs = 0
})

it('a key has so many streams and no more, until one of them is closed', async () => {
  const wanted = { org: api.tenant.org, mode: 'live', role: 'WEBSITE_API_KEY', name: 'n' } as const
  const { key } = await api.engine.keys.issue(wanted)
  const open = await Promise.all(Array.from({ length: 4 }, () => read({ key })))
  const answer = await api.call('GET', '/api/stream', undefined, { key })
  expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests'])
  expect(answer.headers.get('retry-after')).toBe('30')
  open[0]?.close()
  await open[1]?.hasEvent('heartbeat')
  const next = await read({ key })
  await next.hasEvent('ready')
})
