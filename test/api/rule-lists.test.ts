import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
const ids: string[] = []
const path = '/api/loyalty/rules'
const create = async (body: object) => (await api.call('POST', path, body)).body.id as string
const list = async (query: string) => {
  const { body } = await api.call('GET', `${path}?${query}`)
  return body.data.map((rule: { id: string }) => rule.id)
}

beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
  for (let n = 0; n < 5; n++) ids.push(await create({ ...bodies.link, name: `rule ${n}` }))
})
afterAll(() => api.stop())

it('pages are walked by the id of their last rule', async () => {
  const first = await api.call('GET', `${path}?limit=2`)
  expect(first.body.hasNextPage).toBe(true)
  const second = await api.call('GET', `${path}?limit=2&startingAfter=${first.body.data[1].id}`)
  const third = await api.call('GET', `${path}?limit=2&startingAfter=${second.body.data[1].id}`)
  expect(third.body.hasNextPage).toBe(false)
  const walked = [first, second, third].flatMap(({ body }) => body.data)
  expect(walked.map((rule: { id: string }) => rule.id)).toEqual(ids)
})

it('several ids are repeated keys', async () => {
  const [a, b] = ids
  expect(await list(`loyaltyRuleId=${a}&loyaltyRuleId=${b}`)).toEqual([a, b])
})

it.each(['0', '101', '-1', 'ten', '1.5', ''])('a limit of "%s" is 422', async (limit) => {
  const { status, body } = await api.call('GET', `${path}?limit=${limit}`)
  expect({ status, pointer: body.errors[0].pointer }).toEqual({ status: 422, pointer: '/limit' })
})

it('active rules have started, have not ended and are not paused, whatever their time zone', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString().replace('Z', '-00:00')
  const past = new Date(Date.now() - 3_600_000).toISOString().replace('.000Z', 'Z')
  const future = await create({ ...bodies.link, name: 'future', startTime: soon })
  const ended = await create({ ...bodies.link, name: 'ended', endTime: past })
  const paused = await create({ ...bodies.link, name: 'paused', isPaused: true })
  expect(await list('isActive=true&limit=100')).toEqual(ids)
  expect(await list('isActive=false&limit=100')).toEqual([future, ended, paused])
})

it('rules are found by their collection, their group, and nothing by isSpecial', async () => {
  const held = await create(bodies.held)
  const address = bodies.held.collections[0]?.address.toUpperCase().replace('X', 'x')
  expect(await list(`collectionAddress=${address}`)).toEqual([held])
  const { body: group } = await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'g' })
  const grouped = await create({ ...bodies.link, loyaltyRuleGroupId: group.id })
  expect(await list(`loyaltyRuleGroupId=${group.id}`)).toEqual([grouped])
  expect(await list('loyaltyRuleGroupId=no-section&limit=100')).not.toContain(grouped)
  expect(await list('isSpecial=true')).toEqual([])
})
