import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const rules = '/api/loyalty/rules'
const post = (path: string, body: object = {}) => api.call('POST', path, body)
const newRule = async (more: object = {}): Promise<string> =>
  (await post(rules, { ...bodiesFor(api).link, ...more })).body.id
const edits = async (rule: string, query = '') =>
  (await api.call('GET', `/api/loyalty/rule_edits?ruleId=${rule}${query}`)).body
const author = { keyId: expect.stringMatching(/^\w{12}$/), name: 'live key' }

it('a rule is stopped, and goes on', async () => {
  const id = await newRule()
  const paused = await post(`${rules}/${id}/pause`)
  expect(paused.body).toMatchObject({ id, isPaused: true, version: 2 })
  expect((await post(`${rules}/${id}/pause`)).body).toMatchObject({ isPaused: true, version: 2 })
  const user = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).body.id
  const claimed = await post(`${rules}/${id}/complete`, { userId: user })
  expect([claimed.status, claimed.body.code]).toEqual([409, 'rule_inactive'])
  expect((await post(`${rules}/${id}/resume`)).body).toMatchObject({ isPaused: false, version: 3 })
  expect((await post(`${rules}/${id}/complete`, { userId: user })).status).toBe(200)
})

it('lists what a rule has said, the latest first, with what changed and by whom', async () => {
  const id = await newRule({ name: 'First' })
  await post(`${rules}/${id}`, { name: 'Second', amount: '12.5' })
  await post(`${rules}/${id}`, { metadata: { link: 'https://example.test/other' } })
  const { data, hasNextPage } = await edits(id)
  expect(hasNextPage).toBe(false)
  expect(data).toMatchObject([
    {
      ...{ id: `${id}:3`, loyaltyRuleId: id, version: 3, author },
      changes: [
        {
          pointer: '/metadata/link',
          from: 'https://example.test/page',
          to: 'https://example.test/other',
        },
      ],
    },
    { version: 2, author, rule: { name: 'Second' } },
    { version: 1, author, rule: { name: 'First', amount: 10 }, changes: [] },
  ])
  expect(data[1].changes).toEqual(
    expect.arrayContaining([
      { pointer: '/name', from: 'First', to: 'Second' },
      { pointer: '/amount', from: 10, to: '12.5' },
    ]),
  )
})

it('pages, and knows what the last one on a page has changed', async () => {
  const id = await newRule()
  for (const name of ['two', 'three']) await post(`${rules}/${id}`, { name })
  const first = await edits(id, '&limit=2')
  expect(first.hasNextPage).toBe(true)
  expect(first.data[1].changes).toMatchObject([{ pointer: '/name', to: 'two' }])
  const rest = await edits(id, `&limit=2&startingAfter=${first.data[1].id}`)
  expect(rest).toMatchObject({ hasNextPage: false, data: [{ version: 1, changes: [] }] })
})

it('restores a version as a new one, with the ids that were looked up for it', async () => {
  const { followed } = bodiesFor(api)
  const { id } = (await post(rules, followed)).body
  const other = { metadata: { twitterUsername: 'another' }, name: 'Changed' }
  expect((await post(`${rules}/${id}`, other)).body.resolved).toMatchObject({
    twitterUserId: 'id-of-another',
  })
  const restored = await post(`/api/loyalty/rule_edits/${id}:1/restore`)
  expect(restored.body).toMatchObject({
    ...{ id, version: 3, name: followed.name, metadata: followed.metadata },
    resolved: { twitterUserId: 'id-of-acme' },
  })
  const { data } = await edits(id)
  expect(data[0].rule).toEqual(data[2].rule)
  expect(data[0]).toMatchObject({ version: 3, author })
})

it.each([
  ['a version there is not', (id: string) => `${id}:9`],
  ['a rule without a version', (id: string) => id],
])('%s cannot be restored', async (_name, edit) => {
  const id = await newRule()
  expect((await post(`/api/loyalty/rule_edits/${edit(id)}/restore`)).status).toBe(404)
})

it('who may only read stops nothing', async () => {
  const id = await newRule()
  const role = 'WEBSITE_READ_ONLY_API_KEY'
  const wanted = { org: api.tenant.org, mode: 'live', role, name: 'reader' } as const
  const { key } = await api.engine.keys.issue(wanted)
  const { status } = await api.call('POST', `${rules}/${id}/pause`, {}, { key })
  expect(status).toBe(403)
})
