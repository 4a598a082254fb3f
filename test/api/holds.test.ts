import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let user: string
beforeAll(async () => {
  api = await startApi()
  user = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).body.id
  await post(transactions, { description: 'd', entries: [{ userId: user, amount: 100 }] })
})
afterAll(() => api.stop())

const transactions = '/api/loyalty/transactions'
const holds = '/api/loyalty/holds'
const post = (path: string, body: object) => api.call('POST', path, body)
const standing = async () => {
  const { body } = await api.call('GET', `/api/loyalty/accounts/${user}/balance`)
  return [body.balance, body.held, body.available]
}
const inAnHour = () => new Date(Date.now() + api.clock.offsetMs + 3_600_000).toISOString()
const place = async (amount: number, more: object = {}) =>
  post(holds, { userId: user, amount, expiresAt: inAnHour(), ...more })

it('sets points aside, and spends a part of them', async () => {
  const { status, body } = await place(30, { description: 'table for two' })
  expect([status, body]).toEqual([
    200,
    {
      ...{ id: expect.stringMatching(/^hld_/), userId: user, status: 'open', amount: '30' },
      ...{ capturedAmount: '0', description: 'table for two', loyaltyTransactionId: null },
      loyaltyAccountId: `${api.tenant.org}:${api.tenant.website}:${api.tenant.currency}:${user}`,
      loyaltyCurrencyId: api.tenant.currency,
      ...{ expiresAt: expect.any(String), createdAt: expect.any(String), endedAt: null },
    },
  ])
  expect(await standing()).toEqual(['100', '30', '70'])
  const debit = { description: 'd', entries: [{ userId: user, amount: -71 }] }
  expect((await post(transactions, debit)).body.code).toBe('insufficient_points')
  const captured = await post(`${holds}/${body.id}/capture`, { amount: '12' })
  expect(captured.body).toMatchObject({ status: 'captured', capturedAmount: '12', amount: '30' })
  expect(await standing()).toEqual(['88', '0', '88'])
  expect((await api.call('GET', `${holds}/${body.id}`)).body).toEqual(captured.body)
})

it('gives back what was captured when the capture is reversed', async () => {
  const { id } = (await place(10)).body
  const { loyaltyTransactionId } = (await post(`${holds}/${id}/capture`, {})).body
  const reversed = await post(`${transactions}/${loyaltyTransactionId}/reverse`, {})
  expect(reversed.body.entries).toMatchObject([{ userId: user, amount: 10, direction: 'credit' }])
  expect(await standing()).toEqual(['88', '0', '88'])
})

it('releases, once, and says how it ended', async () => {
  const { id } = (await place(20)).body
  const voided = await post(`${holds}/${id}/void`, { description: 'no show' })
  expect(voided.body).toMatchObject({ status: 'voided', endedAt: expect.any(String) })
  expect((await post(`${holds}/${id}/void`, {})).body).toEqual(voided.body)
  const late = await post(`${holds}/${id}/capture`, {})
  expect([late.status, late.body.errors]).toMatchObject([
    422,
    [{ pointer: '/id', code: 'hold_settled' }],
  ])
  expect(await standing()).toEqual(['88', '0', '88'])
})

it('ends by itself', async () => {
  const { id } = (await place(20)).body
  api.clock.offsetMs = 3_700_000
  try {
    const late = await post(`${holds}/${id}/capture`, {})
    expect([late.status, late.body.errors[0].pointer]).toEqual([422, '/id'])
    await api.ledger.expireHolds(new Date(Date.now() + api.clock.offsetMs))
    expect((await api.call('GET', `${holds}/${id}`)).body.status).toBe('expired')
  } finally {
    api.clock.offsetMs = 0
  }
  expect(await standing()).toEqual(['88', '0', '88'])
})

it('cannot hold more than there is', async () => {
  const { status, body } = await place(89)
  expect([status, body.code]).toEqual([422, 'insufficient_points'])
})
