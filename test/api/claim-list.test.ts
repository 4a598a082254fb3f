import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
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
    users.push((await post('/api/users/metadatas', { externalIdentifier: name })).body.id)
  const bodies = bodiesFor(api)
  word = (await post('/api/loyalty/rules', { ...bodies.word, name: 'Said so' })).body.id
  held = (await post('/api/loyalty/rules', bodies.link)).body.id
  for (let time = 0; time < 6; time++) {
    const claim = await complete(word, users[time % 2] ?? '')
    claims.push(claim)
    if (time < 5) await settle(api, claim, time < 3)
  }
  claims.push(await complete(held, users[0] ?? ''))
})
afterAll(() => api.stop())

const post = (path: string, body: object) => api.call('POST', path, body)
const complete = async (rule: string, userId: string): Promise<string> =>
  (await post(`/api/loyalty/rules/${rule}/complete`, { userId })).body.claimId
const list = async (query = '') => (await api.call('GET', `/api/loyalty/claims?${query}`)).body
const idsIn = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id)
const newest = () => claims.toReversed()
const retry = (body: object) => post('/api/loyalty/claims/retry', body)

it('lists every attempt, newest first, with its rule, its user and its outcome', async () => {
  const found = await list()
  expect(idsIn(found)).toEqual(newest())
  expect(found.data[1]).toMatchObject({ outcome: 'under_way', status: 'accepted', tookMs: null })
  expect(found.data[2]).toMatchObject({
    ...{ outcome: 'not_met', status: 'unmet', code: 'not_seen', message: 'Quest not achieved' },
    rule: { id: word, name: 'Said so', type: 'external_rule' },
    ...{ user: { id: users[0], name: 'ann' }, origin: 'request', attempt: 1, rewards: [] },
  })
  expect(found.data[4]).toMatchObject({
    ...{ outcome: 'settled', code: null, tookMs: expect.any(Number) },
    rewards: [{ type: 'points', loyaltyCurrencyId: api.tenant.currency, amount: '10' }],
  })
})

it('pages without gaps and without repeats', async () => {
  const ids: string[] = []
  for (let after = ''; ; after = `&startingAfter=${ids.at(-1)}`) {
    const page = await list(`limit=3${after}`)
    ids.push(...idsIn(page))
    if (!page.hasNextPage) break
  }
  expect(ids).toEqual(newest())
})

it.each([
  ['a rule', () => `ruleId=${word}`, [5, 4, 3, 2, 1, 0]],
  ['a rule and a status', () => `ruleId=${word}&status=unmet`, [4, 3]],
  ['statuses', () => 'status=unmet&status=accepted', [6, 5, 4, 3]],
  ['a reason', () => 'reason=not_seen', [4, 3]],
  ['a source', () => 'source=records', [6, 5, 4, 3, 2, 1, 0]],
  ['a source nobody asked', () => 'source=github', []],
  ['a user and a status', () => `userId=${users[1]}&status=unmet`, [3]],
  ['a user and a reason', () => `userId=${users[0]}&reason=not_seen&ruleId=${word}`, [4]],
])('filters by %s', async (_name, query, indexes) => {
  expect(idsIn(await list(query()))).toEqual(indexes.map((index) => claims[index]))
})

it.each([
  ['filters that no index serves together', 'status=unmet&reason=x', ['/status', '/reason']],
  ['a status there is not', 'status=nonsense', ['/status']],
  ['a source there is not', 'source=myspace', ['/source']],
])('refuses %s', async (_name, query, pointers) => {
  const { status, body } = await api.call('GET', `/api/loyalty/claims?${query}`)
  expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    ...[422, pointers],
  ])
})

it('counts why the claims of a rule were not paid, the most frequent reason first', async () => {
  const { status, body } = await api.call('GET', `/api/loyalty/rules/${word}/reasons`)
  expect([status, body]).toEqual([
    200,
    {
      data: [
        {
          ...{ status: 'unmet', code: 'not_seen', message: 'Quest not achieved', count: 2 },
          lastAt: (await list(`ruleId=${word}&status=unmet`)).data[0].acceptedAt,
        },
      ],
      isMore: false,
    },
  ])
  const { body: none } = await api.call('GET', `/api/loyalty/rules/${held}/reasons`)
  expect(none).toEqual({ data: [], isMore: false })
})

it('shows another tenant nothing', async () => {
  const { key } = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  const ask = (query: string) => api.call('GET', `/api/loyalty/claims?${query}`, undefined, { key })
  for (const query of ['', `ruleId=${word}`, `userId=${users[0]}`, 'status=unmet']) {
    expect((await ask(query)).body.data).toEqual([])
  }
  expect((await ask(`startingAfter=${claims[0]}`)).status).toBe(404)
  const body = { ids: [claims[3]] }
  const answer = await api.call('POST', '/api/loyalty/claims/retry', body, { key })
  expect(answer.body).toMatchObject({ count: 0, retried: [] })
})

describe('looking again', () => {
  it('is counted first, and does nothing then', async () => {
    const before = api.submitted.length
    const { body } = await retry({ ruleId: word, status: 'unmet', dry: true })
    expect(body).toEqual({
      ...{ isPreview: true, count: 2, isMore: false, skipped: [] },
      retried: [claims[4], claims[3]],
    })
    expect([api.submitted.length, (await list('status=unmet')).data.length]).toEqual([before, 2])
  })

  it('verifies once more what was not met, in its window', async () => {
    const { body } = await retry({ ids: [claims[3], claims[0]] })
    expect(body).toMatchObject({
      ...{ isPreview: false, count: 2, retried: [claims[3]] },
      skipped: [{ claimId: claims[0], code: 'over', message: 'the claim is rewarded' }],
    })
    expect(api.submitted.at(-1)).toMatchObject({ claim: claims[3], attempt: 2 })
    await settle(api, claims[3] ?? '')
    const { data } = await list(`userId=${users[1]}`)
    const again = data.find(({ id }: { id: string }) => id === claims[3])
    expect(again).toMatchObject({ outcome: 'settled', attempt: 2, code: null })
  })

  it('hands on again what nobody carries', async () => {
    expect((await retry({ ids: [claims[6]] })).body.retried).toEqual([claims[6]])
    expect(api.submitted.at(-1)).toMatchObject({ claim: claims[6], attempt: 1 })
  })

  it('leaves out what belongs to a rule that is paused', async () => {
    await post(`/api/loyalty/rules/${word}`, { isPaused: true })
    const { body } = await retry({ reason: 'not_seen' })
    expect(body).toMatchObject({ retried: [], skipped: [{ code: 'rule_inactive' }] })
  })

  it('does nothing while nothing can be started', async () => {
    api.down.temporal = true
    const { status } = await retry({ ids: [claims[4]] })
    api.down.temporal = false
    expect(status).toBe(503)
    expect((await list('reason=not_seen')).data).toHaveLength(1)
  })
})
