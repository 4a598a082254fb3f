import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let readOnly: string
let website: string
beforeAll(async () => {
  api = await startApi()
  const { org, website: own } = api.tenant
  const issue = api.engine.keys.issue
  const key = { org, mode: 'live', name: 'k', website: own } as const
  readOnly = (await issue({ ...key, role: 'WEBSITE_READ_ONLY_API_KEY' })).key
  website = (await issue({ ...key, role: 'WEBSITE_API_KEY' })).key
})
afterAll(() => api.stop())

const rules = '/api/loyalty/rules'
const group = '/api/loyalty/rule_groups/create'

it.each([
  ['no key', {}],
  ['a made-up key', { 'x-api-key': `vs_live_${'a'.repeat(58)}` }],
  ['a key as a bearer token', { authorization: 'Bearer KEY' }],
])('%s is 401', async (_name, headers) => {
  const asked = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace('KEY', api.tenant.key)]),
  )
  const { status, body } = await api.call('GET', rules, undefined, { key: '', headers: asked })
  expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' })
})

it('a wrong key is told before anything else, whatever the body', async () => {
  const { status } = await api.call('POST', rules, undefined, { key: '', raw: '{' })
  expect(status).toBe(401)
})

it('a key in the address is refused, also beside a good one', async () => {
  const { status, body } = await api.call('GET', `${rules}?apiKey=${api.tenant.key}`)
  expect(status).toBe(400)
  expect(body.message).toContain('never accepted in the address')
})

it('a read-only key reads, and writes nothing', async () => {
  expect((await api.call('GET', rules, undefined, { key: readOnly })).status).toBe(200)
  const { status, body } = await api.call('POST', group, { name: 'g' }, { key: readOnly })
  expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' })
})

it('a website key works on its website alone', async () => {
  const { org, website: own } = api.tenant
  const other = 'web_other'
  await api.store.websites.create({
    ...{ _id: other, org, name: 'Other', domains: [], createdAt: new Date() },
  })
  const made = await api.call('POST', group, { name: 'g' }, { key: website })
  expect(made.body.websiteId).toBe(own)

  const named = await api.call('POST', group, { name: 'g', websiteId: other }, { key: website })
  expect(named.status).toBe(403)
  const foreign = await api.call('POST', group, { name: 'g', websiteId: other })
  expect(foreign.status).toBe(200)
  const path = `/api/loyalty/rule_groups/${foreign.body.id}`
  expect((await api.call('POST', path, { name: 'h' }, { key: website })).status).toBe(404)
})

it('a body that names another organization is 403', async () => {
  const { status, body } = await api.call('POST', group, { name: 'g', organizationId: 'org_other' })
  expect(status).toBe(403)
  expect(body.errors).toEqual([expect.objectContaining({ pointer: '/organizationId' })])
})

it('a revoked key is refused', async () => {
  const { org } = api.tenant
  const wanted = { org, mode: 'live', role: 'ORGANIZATION_API_KEY', name: 'k' } as const
  const { id, key } = await api.engine.keys.issue(wanted)
  expect((await api.call('GET', rules, undefined, { key })).status).toBe(200)
  await api.engine.keys.revoke(org, id)
  expect((await api.call('GET', rules, undefined, { key })).status).toBe(401)
})

it('a test key sees nothing of what is live', async () => {
  const { body: made } = await api.call('POST', group, { name: 'live only' })
  const test = { key: api.tenant.test.key }
  const { body } = await api.call('GET', '/api/loyalty/rule_groups', undefined, test)
  expect(body.data).toEqual([])
  const path = `/api/loyalty/rule_groups/${made.id}`
  expect((await api.call('POST', path, { name: 'x' }, test)).status).toBe(404)
})
