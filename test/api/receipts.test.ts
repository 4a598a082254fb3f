import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
let user: string
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
  const told = { externalIdentifier: 'someone' }
  user = (await api.call('POST', '/api/users/metadatas', told)).body.id
})
afterAll(() => api.stop())

const claim = async (body: object, more: object = {}) => {
  const { body: rule } = await api.call('POST', '/api/loyalty/rules', body)
  const sent = { userId: user, ...more }
  const { body: made } = await api.call('POST', `/api/loyalty/rules/${rule.id}/complete`, sent)
  return { rule: rule.id as string, id: made.claimId as string }
}
const receiptOf = async (id: string) => (await api.call('GET', `/api/loyalty/receipts/${id}`)).body
const statusOf = async (rule: string) =>
  (await api.call('GET', `/api/loyalty/rules/status?userId=${user}&loyaltyRuleId=${rule}`)).body
    .data[0]

it('the status of a claim goes from pending to completed, and stays', async () => {
  const { rule, id } = await claim(bodies.daily)
  expect(await statusOf(rule)).toMatchObject({
    ...{ status: 'pending', progress: 0, fulfilledAt: null, claimId: id, loyaltyRuleId: rule },
  })
  await api.store.claims.markCarried(api.tenant.org, [id], `claim:${id}`)
  expect(await statusOf(rule)).toMatchObject({ status: 'processing' })
  await settle(api, id)
  expect(await statusOf(rule)).toMatchObject({
    ...{ status: 'completed', progress: 100, code: 'rewarded', fulfilledAt: expect.any(String) },
  })
})

it('what was not met is failed, with a sentence and a code', async () => {
  const { rule, id } = await claim(bodies.daily)
  await settle(api, id, false)
  expect(await statusOf(rule)).toMatchObject({
    ...{ status: 'failed', code: 'not_seen', message: 'Quest not achieved', fulfilledAt: null },
  })
})

it('a claim that waits says why', async () => {
  const { rule, id } = await claim(bodies.daily)
  const waiting = { code: 'provider_unavailable', message: 'X does not answer', since: new Date() }
  const { org } = api.tenant
  await api.store.claims.model.updateOne({ org, _id: id }, { $set: { waiting } })
  expect(await statusOf(rule)).toMatchObject({
    ...{ status: 'pending', code: 'provider_unavailable', message: 'X does not answer' },
  })
})

it('of a rule that comes back every day, the latest claim counts', async () => {
  const { rule, id } = await claim(bodies.daily)
  await settle(api, id)
  api.clock.offsetMs = 86_400_000
  const next = await api.call('POST', `/api/loyalty/rules/${rule}/complete`, { userId: user })
  api.clock.offsetMs = 0
  expect(next.body.claimId).not.toBe(id)
  expect(await statusOf(rule)).toMatchObject({ status: 'pending', claimId: next.body.claimId })
})

it('status is read for all users of a rule, page by page, and wants one or the other', async () => {
  const { rule } = await claim(bodies.daily)
  const path = '/api/loyalty/rules/status'
  const { body } = await api.call('GET', `${path}?loyaltyRuleId=${rule}&limit=1`)
  expect(body).toEqual({ data: [expect.objectContaining({ userId: user })] })
  expect((await api.call('GET', `${path}?userId=usr_unknown`)).status).toBe(404)
})

it('a receipt tells everything that is worth telling', async () => {
  const { rule, id } = await claim({ ...bodies.word, amount: 7 })
  await settle(api, id)
  const receipt = await receiptOf(id)
  expect(receipt).toMatchObject({
    ...{ id, userId: user, status: 'rewarded', origin: 'request', attempt: 1 },
    rule: { id: rule, name: bodies.word.name, type: bodies.word.type, version: 1 },
    user: { id: user },
    workflow: {
      id: `claim:${id}`,
      path: expect.stringContaining('/namespaces/vouchsafe/'),
      url: expect.stringMatching(
        /^http:\/\/temporal\.test:8233\/namespaces\/vouchsafe\/workflows\/claim/,
      ),
    },
    steps: expect.arrayContaining([{ label: 'amount', value: '7' }]),
    rewards: [
      {
        ...{ type: 'points', loyaltyCurrencyId: api.tenant.currency },
        amount: { amount: '7', minorUnits: '7' },
      },
    ],
    times: { acceptedAt: expect.any(String), settledAt: expect.any(String), revokedAt: null },
  })
  expect(receipt.ledger).toEqual({
    legs: [
      expect.objectContaining({
        ...{ kind: 'claim', amount: { amount: '7', minorUnits: '7' } },
        balanceAfter: { amount: expect.any(String), minorUnits: expect.any(String) },
      }),
    ],
    issuance: [
      {
        loyaltyCurrencyId: api.tenant.currency,
        amount: { amount: '-7', minorUnits: '-7' },
      },
    ],
    counters: [],
  })
})

it('amounts are in whole units and in minor ones, and a cap is shown apart', async () => {
  const money = { name: 'Cash', symbol: 'C', decimals: 2 }
  const { body: currency } = await api.call('POST', '/api/loyalty/currencies', money)
  const capped = { maxAmountPerInterval: '12.5', maxAmountInterval: 'daily', amount: '10.25' }
  const body = { ...bodies.word, ...capped, loyaltyCurrencyId: currency.id }
  const { rule, id } = await claim(body)
  await settle(api, id)
  const next = await api.call('POST', `/api/loyalty/rules/${rule}/complete`, { userId: user })
  await settle(api, next.body.claimId)
  const receipt = await receiptOf(next.body.claimId)
  expect(receipt).toMatchObject({
    cut: {
      asked: { amount: '10.25', minorUnits: '1025' },
      given: { amount: '2.25', minorUnits: '225' },
    },
    ledger: {
      legs: [{ amount: { amount: '2.25' }, balanceAfter: { amount: '12.5' } }],
      counters: [{ amount: { amount: '2.25' }, balanceAfter: { amount: '12.5' } }],
    },
  })
  const why = await api.call('GET', `/api/loyalty/rules/${rule}/why-not?userId=${user}`)
  expect(why.body.gates).toContainEqual({
    ...{ gate: 'cap', isOpen: false, code: 'cap_reached', needed: 'below the cap' },
    ...{ current: '12.5 of 12.5', message: 'the cap of this window is reached' },
  })
})

it('why-not names every gate, what is there and what is needed, and the last attempt', async () => {
  const { body: rule } = await api.call('POST', '/api/loyalty/rules', {
    ...{ ...bodies.followed, startTime: '2099-01-01T00:00:00Z' },
  })
  const path = `/api/loyalty/rules/${rule.id}/why-not`
  const { body } = await api.call('GET', `${path}?userId=${user}`)
  expect(body).toMatchObject({ isClaimable: false, lastAttempt: null, userId: user })
  const shut = body.gates.filter(({ isOpen }: { isOpen: boolean }) => !isOpen)
  expect(shut.map(({ gate, code }: { gate: string; code: string }) => [gate, code])).toEqual([
    ['time', 'rule_inactive'],
    ['connection', 'not_connected'],
  ])
  expect(body.gates).toHaveLength(8)

  const failed = await claim(bodies.daily)
  await settle(api, failed.id, false)
  const later = await api.call('GET', `/api/loyalty/rules/${failed.rule}/why-not?userId=${user}`)
  expect(later.body).toMatchObject({
    ...{
      isClaimable: true,
      lastAttempt: { claimId: failed.id, status: 'unmet', code: 'not_seen' },
    },
  })
  expect(later.body.gates.at(-1)).toMatchObject({
    gate: 'evidence',
    isOpen: false,
    code: 'not_seen',
  })
})
