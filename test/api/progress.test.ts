import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
let user: string
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
  const told = { walletAddress: wallet('a') }
  user = (await api.call('POST', '/api/users/metadatas', told)).body.id
})
afterAll(() => api.stop())

const path = '/api/loyalty/rule_statuses'
const createRule = async (body: object) =>
  (await api.call('POST', '/api/loyalty/rules', body)).body.id as string
const report = (loyaltyRuleId: string, body: object) =>
  api.call('POST', path, { loyaltyRuleId, userId: user, ...body })
const claimsOf = (rule: string) => api.submitted.filter((each) => each.rule === rule)

it('progress is set, moved and clamped', async () => {
  const rule = await createRule({ ...bodies.tracked, claimType: 'manual' })
  const seen = []
  for (const body of [
    { progress: 40 },
    { incProgress: 30 },
    { incProgress: -100 },
    { progress: 250 },
  ]) {
    seen.push((await report(rule, body)).body.progress)
  }
  expect(seen).toEqual([40, 70, 0, 100])
  expect(claimsOf(rule)).toEqual([])
})

it('many moves at once all count', async () => {
  const rule = await createRule({ ...bodies.tracked, claimType: 'manual' })
  await Promise.all(Array.from({ length: 20 }, () => report(rule, { incProgress: 2 })))
  const { body } = await api.call('GET', `${path}?loyaltyRuleId=${rule}`)
  expect(body).toMatchObject({ hasNextPage: false, data: [{ userId: user, progress: 40 }] })
})

it('a counter ends at its highest tier', async () => {
  const rule = await createRule(bodies.counted)
  expect((await report(rule, { progress: 99 })).body.progress).toBe(20)
})

it('an automatic rule is claimed when its progress is complete, and not before', async () => {
  const rule = await createRule(bodies.tracked)
  await report(rule, { progress: 99 })
  expect(claimsOf(rule)).toEqual([])
  await report(rule, { incProgress: 1 })
  await report(rule, { progress: 100 })
  expect(claimsOf(rule)).toHaveLength(1)
})

it('progress that cannot be claimed now is kept all the same', async () => {
  const rule = await createRule(bodies.tracked)
  api.down.temporal = true
  const { status, body } = await report(rule, { progress: 100 })
  api.down.temporal = false
  expect([status, body.progress]).toEqual([200, 100])
})

it('progress is seen in the status of the rule', async () => {
  const rule = await createRule(bodies.counted)
  await report(rule, { progress: 7 })
  const query = `userId=${user}&loyaltyRuleId=${rule}`
  const { body } = await api.call('GET', `/api/loyalty/rules/status?${query}`)
  expect(body.data).toEqual([expect.objectContaining({ loyaltyRuleId: rule, progress: 7 })])
  expect(body.data[0]).not.toHaveProperty('status')
})

it.each([
  [422, {}],
  [422, { progress: 1, incProgress: 1 }],
  [422, { progress: -1 }],
  [422, { progress: 'half' }],
  [404, { progress: 1, userId: 'usr_unknown' }],
])('%i for %j', async (status, body) => {
  const rule = await createRule(bodies.tracked)
  expect((await report(rule, body)).status).toBe(status)
})

it('a rule without progress, or none at all, is refused', async () => {
  const rule = await createRule(bodies.daily)
  const { status, body } = await report(rule, { progress: 1 })
  expect([status, body.errors[0]]).toMatchObject([422, { pointer: '/loyaltyRuleId' }])
  expect((await report('rul_unknown', { progress: 1 })).status).toBe(404)
})
