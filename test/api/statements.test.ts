import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let cash: string
let between: string
beforeAll(async () => {
  api = await startApi()
  ann = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).body.id
  const currency = { name: 'Cash', symbol: 'C', decimals: 2 }
  cash = (await post('/api/loyalty/currencies', currency)).body.id
  for (const amount of [5, 10, -3]) await book(amount)
  between = new Date().toISOString()
  await delay(5)
  await book('0.5', { loyaltyCurrencyId: cash })
  await book(4)
})
afterAll(() => api.stop())

const post = (path: string, body: object) => api.call('POST', path, body)
const get = (what: string, id = ann) =>
  api.call('GET', `/api/loyalty/accounts/${encodeURIComponent(id)}/${what}`)
const book = (amount: number | string, more: object = {}, entry: object = {}) =>
  post('/api/loyalty/transactions', {
    ...{ description: `of ${amount}`, entries: [{ userId: ann, amount, ...entry }] },
    ...more,
  })
const accountIn = (currency: string) => `${api.tenant.org}:${api.tenant.website}:${currency}:${ann}`

it('lists all entries of an account, page by page, newest first', async () => {
  const first = (await get('statement?limit=3')).body
  expect(first).toMatchObject({
    hasNextPage: true,
    data: [
      { seq: 4, amount: '4', balance: '16', held: '0', kind: 'transaction' },
      { seq: 3, amount: '-3', balance: '12', description: 'of -3', requestedAmount: null },
      { seq: 2, amount: '10', balance: '15' },
    ],
  })
  const rest = (await get('statement?limit=3&startingAfter=2')).body
  expect(rest).toMatchObject({ hasNextPage: false, data: [{ seq: 1, amount: '5' }] })
  expect((await get('statement', accountIn(api.tenant.currency))).body.data).toHaveLength(4)
})

it('tells the balance of now, of then, and after an entry', async () => {
  const account = accountIn(api.tenant.currency)
  expect((await get('balance')).body).toEqual({
    ...{ loyaltyAccountId: account, loyaltyCurrencyId: api.tenant.currency, userId: ann },
    ...{ balance: '16', held: '0', available: '16', seq: 4 },
  })
  const then = await get(`balance?at=${encodeURIComponent(between)}`)
  expect(then.body).toMatchObject({ balance: '12', seq: 3 })
  expect((await get('balance?seq=2')).body).toMatchObject({ balance: '15', seq: 2 })
  expect((await get('balance?at=1970-01-01T00:00:00Z')).body).toMatchObject({ balance: '0' })
})

it('tells an account by its user and currency', async () => {
  const named = (await get(`balance?loyaltyCurrencyId=${cash}`)).body
  expect(named).toMatchObject({ loyaltyAccountId: accountIn(cash), balance: '0.5' })
  expect((await get('balance', accountIn(cash))).body).toEqual(named)
  const issuance = await get('balance', accountIn(cash).replace(ann, 'expired'))
  expect(issuance.body).toMatchObject({ userId: null, balance: '0', seq: 0 })
})

it('forecasts what becomes available and what expires', async () => {
  const [soon, later] = ['2090-01-01T00:00:00.000Z', '2091-01-01T00:00:00.000Z']
  const booked = await book(7, {}, { availableAt: soon, expiresAt: later })
  expect(booked.body.entries).toMatchObject([{ amount: 7, direction: 'credit' }])
  await book(2, {}, { expiresAt: '2090-06-01T02:00:00+02:00' })
  expect((await get('forecast')).body).toMatchObject({
    pending: [{ amount: '7', availableAt: soon, loyaltyTransactionId: booked.body.id }],
    expiring: [
      { amount: '2', expiresAt: '2090-06-01T00:00:00.000Z' },
      { amount: '7', expiresAt: later },
    ],
  })
  expect((await get('balance')).body).toMatchObject({ balance: '25', held: '7' })
})

it('makes the points of a currency expire at the end of a day or of a month', async () => {
  for (const [days, ends] of [
    [30, /T00:00:00.000Z$/],
    [365, /-01T00:00:00.000Z$/],
  ] as const) {
    const lasting = { name: `${days}`, symbol: 'L', decimals: 0, pointsExpireAfterDays: days }
    const made = (await post('/api/loyalty/currencies', lasting)).body
    expect(made.pointsExpireAfterDays).toBe(days)
    await book(3, { loyaltyCurrencyId: made.id })
    const { expiring } = (await get(`forecast?loyaltyCurrencyId=${made.id}`)).body
    expect(expiring).toEqual([{ amount: '3', expiresAt: expect.stringMatching(ends) }])
    const inDays = (Date.parse(expiring[0].expiresAt) - Date.now()) / 86_400_000
    expect([inDays >= days, inDays <= days + 31]).toEqual([true, true])
  }
})

it('closes an account for good', async () => {
  const { body } = await post(`/api/loyalty/accounts/${ann}/close`, { loyaltyCurrencyId: cash })
  expect(body).toMatchObject({ status: 'closed', balance: '0.5' })
  const refused = await book('0.5', { loyaltyCurrencyId: cash })
  expect([refused.status, refused.body.code]).toEqual([422, 'account_closed'])
  expect((await book(1)).status).toBe(200)
})

it.each<[string, number, string, string]>([
  ['balance?at=1969-12-31T23:59:59Z', 422, '/at', ''],
  ['balance?at=yesterday', 422, '/at', ''],
  ['balance?seq=-1', 422, '/seq', ''],
  ['balance?seq=1&at=2020-01-01T00:00:00Z', 422, '/seq', ''],
  ['statement?limit=0', 422, '/limit', ''],
  ['statement?startingAfter=x', 422, '/startingAfter', ''],
  ['balance', 422, '/id', 'a:b'],
])('%s is %i at %s', async (what, status, pointer, id) => {
  const answer = await get(what, id || ann)
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([status, pointer])
})

it('closes no account of the currency itself', async () => {
  const id = encodeURIComponent(accountIn(cash).replace(ann, 'issuance'))
  const { status, body } = await post(`/api/loyalty/accounts/${id}/close`, {})
  expect([status, body.errors[0].pointer]).toEqual([422, '/id'])
})
