import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let bob: string
beforeAll(async () => {
  api = await startApi()
  ann = await userCalled('ann')
  bob = await userCalled('bob')
})
afterAll(() => api.stop())

const transactions = '/api/loyalty/transactions'
const post = (path: string, body: object, headers = {}) => api.call('POST', path, body, { headers })
const userCalled = async (externalIdentifier: string): Promise<string> =>
  (await post('/api/users/metadatas', { externalIdentifier })).body.id
const book = async (...entries: [string, number][]) =>
  (
    await post(transactions, {
      description: 'd',
      entries: entries.map(([userId, amount]) => ({ userId, amount })),
    })
  ).body
const reverse = (id: string, body: object, headers = {}) =>
  post(`${transactions}/${id}/reverse`, body, headers)
const balancesOf = (...users: string[]) =>
  Promise.all(
    users.map(async (user) => {
      const { body } = await api.call('GET', `/api/loyalty/accounts/${user}/balance`)
      return Number(body.balance)
    }),
  )

it('undoes a transaction, once', async () => {
  const { id } = await book([ann, 10])
  const { status, body } = await reverse(id, { description: 'by mistake' })
  expect([status, body]).toMatchObject([
    200,
    {
      ...{ id: expect.stringMatching(/^pst_/), reversedTransactionId: id },
      description: 'by mistake',
      entries: [{ userId: ann, amount: 10, exactAmount: '10', direction: 'debit' }],
    },
  ])
  expect(await balancesOf(ann)).toEqual([0])
  const again = await reverse(id, {})
  expect([again.status, again.body.errors]).toMatchObject([
    422,
    [{ pointer: '/amount', code: 'beyond_what_is_left' }],
  ])
})

it('undoes it in parts, each once for its key, and never more than it was', async () => {
  const { id } = await book([ann, 10])
  const key = { 'idempotency-key': 'part-1' }
  const first = await reverse(id, { amount: 4 }, key)
  expect((await reverse(id, { amount: 4 }, key)).body).toEqual(first.body)
  expect(await balancesOf(ann)).toEqual([6])
  expect((await reverse(id, { amount: 7 })).body.errors[0].pointer).toBe('/amount')
  await reverse(id, {})
  expect(await balancesOf(ann)).toEqual([0])
})

it('takes an amount of all entries in proportion, or of the one that is named', async () => {
  const { id, entries } = await book([ann, 30], [bob, 10])
  await reverse(id, { amount: 20 })
  expect(await balancesOf(ann, bob)).toEqual([15, 5])
  await reverse(id, { amount: 1, entryId: entries[1].id })
  expect(await balancesOf(ann, bob)).toEqual([12, 4])
  const unknown = await reverse(id, { amount: 1, entryId: 'x/0' })
  expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([404, '/entryId'])
  await reverse(id, {})
  expect(await balancesOf(ann, bob)).toEqual([0, 0])
})

it('asks which entry is meant where they go both ways', async () => {
  await book([ann, 10])
  const { id } = await book([ann, -10], [bob, 4])
  const { status, body } = await reverse(id, { amount: 2 })
  expect([status, body.errors[0].pointer]).toEqual([422, '/entryId'])
  await reverse(id, {})
  expect(await balancesOf(ann, bob)).toEqual([10, 0])
})

it('is refused where the points were spent, unless it may be cut', async () => {
  const { id } = await book([bob, 10])
  await book([bob, -7])
  expect((await reverse(id, {})).body.code).toBe('insufficient_points')
  const { body } = await reverse(id, { mayCut: true })
  expect(body.entries).toMatchObject([{ amount: 3 }])
})

it('does not undo what undoes', async () => {
  const { id } = await book([bob, 10])
  const reversal = (await reverse(id, {})).body.id
  const { status, body } = await reverse(reversal, {})
  expect([status, body.errors]).toMatchObject([
    422,
    [{ pointer: '/id', code: 'reversal_of_reversal' }],
  ])
})

it('is told on the receipt of what it undoes, and a rule that is deleted takes back the rest', async () => {
  const rule = (await post('/api/loyalty/rules', bodiesFor(api).daily)).body.id
  const [before = 0] = await balancesOf(bob)
  const { claimId } = (await post(`/api/loyalty/rules/${rule}/complete`, { userId: bob })).body
  await settle(api, claimId)
  const [after = 0] = await balancesOf(bob)
  const { body } = await api.call('GET', `/api/loyalty/receipts/${claimId}`)
  const [line] = body.ledger.legs
  await reverse(line.posting, { amount: 1 })
  const told = JSON.stringify((await api.call('GET', `/api/loyalty/receipts/${claimId}`)).body)
  expect(told).toContain('reversal')
  await api.call('DELETE', `/api/loyalty/rules/${rule}?debitLoyaltyPoints=true`)
  expect([after > before, await balancesOf(bob)]).toEqual([true, [before]])
})

it('may have undone all that a deleted rule would take back', async () => {
  const rule = (await post('/api/loyalty/rules', bodiesFor(api).daily)).body.id
  const { claimId } = (await post(`/api/loyalty/rules/${rule}/complete`, { userId: ann })).body
  await settle(api, claimId)
  const { body } = await api.call('GET', `/api/loyalty/receipts/${claimId}`)
  const [line] = body.ledger.legs
  await reverse(line.posting, {})
  const deleted = await api.call('DELETE', `/api/loyalty/rules/${rule}?debitLoyaltyPoints=true`)
  expect(deleted.status).toBe(200)
})
