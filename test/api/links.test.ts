import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let user: string
let rule: string
beforeAll(async () => {
  api = await startApi()
  const told = { externalIdentifier: 'clicker' }
  user = (await api.call('POST', '/api/users/metadatas', told)).body.id
  rule = (await api.call('POST', '/api/loyalty/rules', bodiesFor(api).link)).body.id
})
afterAll(() => api.stop())

const linkFor = (id: string) => api.call('POST', `/api/loyalty/rules/${id}/link`, { userId: user })
const follow = (url: string) => api.call('GET', new URL(url).pathname, undefined, { key: '' })

it('a link leads to where the rule says, and notes the first click', async () => {
  const { body } = await linkFor(rule)
  expect(body.url).toMatch(/^https:\/\/vouchsafe\.test\/l\//)
  const { status, headers } = await follow(body.url)
  expect([status, headers.get('location')]).toEqual([302, 'https://example.test/page'])
  const first = await api.store.clicks.find(api.tenant.org, rule, user)
  expect(first).not.toBeNull()
  await follow(body.url)
  expect(await api.store.clicks.find(api.tenant.org, rule, user)).toEqual(first)
})

it('looking where a link leads is not following it', async () => {
  const told = { externalIdentifier: 'looker' }
  const { body: looker } = await api.call('POST', '/api/users/metadatas', told)
  const wanted = { userId: looker.id }
  const { body } = await api.call('POST', `/api/loyalty/rules/${rule}/link`, wanted)
  await api.call('HEAD', new URL(body.url).pathname, undefined, { key: '' })
  expect(await api.store.clicks.find(api.tenant.org, rule, looker.id)).toBeNull()
})

it('what the link says cannot be read or changed', async () => {
  const { body } = await linkFor(rule)
  expect(body.url).not.toContain(user)
  for (const url of [body.url.slice(0, -3), `${body.url}AAAA`, 'https://vouchsafe.test/l/x']) {
    expect((await follow(url)).status).toBe(404)
  }
})

it('a link ends with its time, and with its rule', async () => {
  const { body } = await linkFor(rule)
  api.clock.offsetMs = 31 * 86_400_000
  expect((await follow(body.url)).status).toBe(404)
  api.clock.offsetMs = 0
  await api.call('DELETE', `/api/loyalty/rules/${rule}`)
  expect((await follow(body.url)).status).toBe(404)
})

it('a rule that leads nowhere has no links', async () => {
  const { body } = await api.call('POST', '/api/loyalty/rules', bodiesFor(api).daily)
  expect((await linkFor(body.id)).status).toBe(422)
})
