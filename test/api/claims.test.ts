import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
let user: string
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
  user = await newUser('claimant')
})
afterAll(() => api.stop())

const newUser = async (externalIdentifier: string, more: object = {}) =>
  (await api.call('POST', '/api/users/metadatas', { externalIdentifier, ...more })).body
    .id as string
const createRule = async (body: object) =>
  (await api.call('POST', '/api/loyalty/rules', body)).body.id as string
const complete = (rule: string, body: object) =>
  api.call('POST', `/api/loyalty/rules/${rule}/complete`, body)

it('a claim is accepted, handed over, and answered before it is verified', async () => {
  const rule = await createRule(bodies.daily)
  const { status, body } = await complete(rule, { userId: user })
  const claimId = expect.stringContaining(`${rule}:${user}:`)
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      ...{ message: 'Completion request added to queue', claimId },
      receiptUrl: `https://vouchsafe.test/api/loyalty/receipts/${body.claimId}`,
    },
  })
  expect(api.submitted.filter(({ claim }) => claim === body.claimId)).toHaveLength(1)
})

it('a link says that it takes a while', async () => {
  const rule = await createRule(bodies.link)
  const { body } = await complete(rule, { userId: user })
  expect(body.message).toBe('Link click being verified, come back later to check the status')
})

it('ten claims at once are one claim', async () => {
  const rule = await createRule(bodies.daily)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => complete(rule, { userId: user })),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const claims = new Set(answers.map(({ body }) => body.claimId))
  expect(claims.size).toBe(1)
  expect(api.submitted.filter(({ claim }) => claims.has(claim))).toHaveLength(1)
})

it('the wallet is used when there is no userId', async () => {
  const holder = await newUser('holder', { walletAddress: wallet('a') })
  const rule = await createRule(bodies.daily)
  const upper = wallet('a').toUpperCase().replace('X', 'x')
  const { body } = await complete(rule, { walletAddress: upper })
  expect(body.claimId).toContain(holder)
  const { body: other } = await complete(rule, { userId: user, walletAddress: upper })
  expect(other.claimId).toContain(user)
})

it('the request is kept by the names it was sent under', async () => {
  const rule = await createRule(bodies.word)
  const sent = { userId: user, amount: 12.5, rangeValue: 3, verifyOnly: 'true' }
  const { body } = await complete(rule, { ...sent, idempotencyKey: 'k-1' })
  expect(await api.store.claims.find(api.tenant.org, body.claimId)).toMatchObject({
    ...{ input: { amount: '13', rangeValue: '3', verifyOnly: true }, requestKey: 'k-1' },
  })
  const again = await complete(rule, { ...sent, idempotencyKey: 'k-1' })
  expect(again.body.claimId).toBe(body.claimId)
})

it.each([
  ['an unknown user', 404, { userId: 'usr_unknown' }],
  ['an unknown wallet', 404, { walletAddress: wallet('9') }],
  ['nobody', 422, {}],
  ['a key that is too long', 422, { userId: 'USER', idempotencyKey: 'k'.repeat(71) }],
  ['an amount below 0', 422, { userId: 'USER', amount: -1 }],
  ['an amount that is a word', 422, { userId: 'USER', amount: 'many' }],
  ['a wrong verifyOnly', 422, { userId: 'USER', verifyOnly: 'yes' }],
] as [string, number, { userId?: string }][])('%s is %i', async (_name, status, sent) => {
  const rule = await createRule(bodies.daily)
  const body = sent.userId === 'USER' ? { ...sent, userId: user } : sent
  expect((await complete(rule, body)).status).toBe(status)
})

it.each([
  ['rule_inactive', () => ({ ...bodies.link, startTime: '2099-01-01T00:00:00Z' })],
  ['rule_inactive', () => ({ ...bodies.link, endTime: '2021-01-01T00:00:00Z' })],
  ['rule_inactive', () => ({ ...bodies.link, isPaused: true })],
  ['not_connected', () => bodies.followed],
] as const)('%s is 409, not to be retried', async (code, bodyOf) => {
  const rule = await createRule(bodyOf())
  const { status, body, headers } = await complete(rule, { userId: user })
  expect({ status, code: body.code }).toEqual({ status: 409, code })
  expect(headers.get('x-should-retry')).toBe('false')
})

it('a claim is not made while Temporal cannot take it', async () => {
  const rule = await createRule(bodies.daily)
  api.down.temporal = true
  const { status, headers } = await complete(rule, { userId: user })
  api.down.temporal = false
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(await api.store.claims.ofUser(api.tenant.org, user, [rule])).toEqual([])
})

it('a window is spent once it was paid', async () => {
  const rule = await createRule(bodies.daily)
  const { body } = await complete(rule, { userId: user })
  await settle(api, body.claimId)
  const again = await complete(rule, { userId: user })
  expect([again.status, again.body.code]).toEqual([409, 'interval_spent'])
})

it('what was not met may be tried again', async () => {
  const rule = await createRule(bodies.daily)
  const { body } = await complete(rule, { userId: user })
  await settle(api, body.claimId, false)
  expect((await complete(rule, { userId: user })).status).toBe(200)
  expect(api.submitted.findLast(({ claim }) => claim === body.claimId)).toMatchObject({
    attempt: 2,
  })
})

it('a required rule comes first, unless the caller skips that', async () => {
  const { body: group } = await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'g' })
  const grouped = { ...bodies.daily, loyaltyRuleGroupId: group.id }
  const first = await createRule({ ...grouped, name: 'First', isRequired: true })
  const second = await createRule(grouped)
  const refused = await complete(second, { userId: user })
  expect([refused.status, refused.body.code]).toEqual([409, 'required_rule_missing'])
  const skipped = { userId: user, skipChainOrRequiredCheck: true }
  expect((await complete(second, skipped)).status).toBe(200)
  const { body } = await complete(first, { userId: user })
  await settle(api, body.claimId)
  expect((await complete(second, { userId: user })).status).toBe(200)
})

it('a blocked user claims nothing', async () => {
  const blocked = await newUser('blocked', { isBlocked: true })
  const rule = await createRule(bodies.daily)
  const { status, body } = await complete(rule, { userId: blocked })
  expect([status, body.code]).toEqual([409, 'user_blocked'])
})
