import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let bob: string
let cash: string
beforeAll(async () => {
  api = await startApi()
  const tell = async (body: object) =>
    (await api.call('POST', '/api/users/metadatas', body)).body.id as string
  ann = await tell({ walletAddress: wallet('a') })
  bob = await tell({ externalIdentifier: 'bob' })
  const money = { name: 'Cash', symbol: 'C', decimals: 2 }
  cash = (await api.call('POST', '/api/loyalty/currencies', money)).body.id
})
afterAll(() => api.stop())

const book = (entries: object[], more: object = {}, headers: Record<string, string> = {}) =>
  api.call('POST', '/api/loyalty/transactions', { description: 'd', entries, ...more }, { headers })
const balanceOf = async (user: string, currency = api.tenant.currency) =>
  (await api.ledger.balance(`${api.tenant.org}:${api.tenant.website}:${currency}:${user}`)).balance

it('entries are booked for wallets and for users, in the default currency', async () => {
  const { status, body } = await book([
    { walletAddress: wallet('a').toUpperCase().replace('X', 'x'), amount: 10 },
    { userId: bob, amount: 7, direction: 'credit' },
  ])
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ id: expect.any(String), description: 'd', createdAt: expect.any(String) },
    entries: [
      { userId: ann, amount: 10, direction: 'credit' },
      { userId: bob, amount: 7, direction: 'credit', exactAmount: '7' },
    ],
  })
  expect([await balanceOf(ann), await balanceOf(bob)]).toEqual([10n, 7n])
})

it.each([
  ['a negative amount', { amount: -3 }],
  ['the direction', { amount: 3, direction: 'debit' }],
  ['both', { amount: -3, direction: 'debit' }],
])('%s makes a debit', async (_name, entry) => {
  const before = await balanceOf(bob)
  await book([{ userId: bob, amount: 3 }])
  const { body } = await book([{ userId: bob, ...entry }])
  expect(body.entries[0]).toMatchObject({ amount: 3, direction: 'debit' })
  expect(await balanceOf(bob)).toBe(before)
})

it('amounts are exact within the decimals of their currency', async () => {
  await book([{ userId: ann, amount: '12.34' }], { loyaltyCurrencyId: cash })
  await book([{ userId: ann, amount: 0.1, loyaltyCurrencyId: cash }])
  expect(await balanceOf(ann, cash)).toBe(1244n)
})

it('one line that is refused refuses them all', async () => {
  const before = await balanceOf(ann)
  const { status, body } = await book([
    { userId: ann, amount: 5 },
    { userId: bob, amount: -1_000_000 },
  ])
  expect([status, body.code]).toEqual([422, 'insufficient_points'])
  expect(body.errors[0].pointer).toMatch(/^\/entries\/1/)
  expect(await balanceOf(ann)).toBe(before)
})

it.each<[string, number, string, object]>([
  ['nobody', 422, '/entries/0/userId', { amount: 1 }],
  ['an unknown user', 404, '/entries/0', { amount: 1, userId: 'usr_unknown' }],
  ['an unknown wallet', 404, '/entries/0', { amount: 1, walletAddress: wallet('9') }],
  ['nothing', 422, '/entries/0/amount', { userId: 'ANN', amount: 0 }],
  ['too many decimals', 422, '/entries/0/amount', { userId: 'ANN', amount: 0.5 }],
  [
    'a negative credit',
    422,
    '/entries/0/amount',
    { userId: 'ANN', amount: -1, direction: 'credit' },
  ],
  ['a word', 422, '/entries/0/amount', { userId: 'ANN', amount: 'ten' }],
  [
    'more than can be booked',
    422,
    '/entries/0/amount',
    { userId: 'ANN', amount: '9223372036854775808' },
  ],
  [
    'an unknown currency',
    404,
    '/entries/0/loyaltyCurrencyId',
    { userId: 'ANN', amount: 1, loyaltyCurrencyId: 'c' },
  ],
])('%s is %i at %s', async (_name, status, pointer, entry) => {
  const named = 'userId' in entry && entry.userId === 'ANN' ? { ...entry, userId: ann } : entry
  const answer = await book([named])
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([status, pointer])
})

it('a key of an entry counts once for its user, and the repeat gets the same answer', async () => {
  const before = await balanceOf(ann)
  const entries = [
    { userId: ann, amount: 4, idempotencyKey: 'k1' },
    { userId: bob, amount: 4, idempotencyKey: 'k1' },
  ]
  const answers = await Promise.all(Array.from({ length: 8 }, () => book(entries)))
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(await balanceOf(ann)).toBe(before + 4n)
})

it('a key with other content is 409, not to be retried, and says what differs', async () => {
  await book([{ userId: ann, amount: 4, idempotencyKey: 'k2' }])
  const before = await balanceOf(ann)
  const { status, body, headers } = await book([{ userId: ann, amount: 5, idempotencyKey: 'k2' }])
  expect([status, body.code, headers.get('x-should-retry')]).toEqual([409, 'key_conflict', 'false'])
  expect(body.errors).toEqual([expect.objectContaining({ pointer: '/entries/0/amount' })])
  expect(await balanceOf(ann)).toBe(before)
})

it('lines with keys of their own stand alone, and a refusal says what was booked', async () => {
  const before = await balanceOf(ann)
  const { status, body } = await book([
    { userId: ann, amount: 1, idempotencyKey: 'k3' },
    { userId: bob, amount: -1_000_000, idempotencyKey: 'k3' },
  ])
  expect([status, body.errors[0].pointer]).toEqual([422, '/entries/1'])
  expect(body.message).toContain('booked: /entries/0')
  expect(await balanceOf(ann)).toBe(before + 1n)
})

it('the Idempotency-Key header names the whole call, for the organization', async () => {
  const before = await balanceOf(ann)
  const header = { 'idempotency-key': 'call-1' }
  const first = await book(
    [
      { userId: ann, amount: 2 },
      { userId: bob, amount: 2 },
    ],
    {},
    header,
  )
  const again = await book(
    [
      { userId: ann, amount: 2 },
      { userId: bob, amount: 2 },
    ],
    {},
    header,
  )
  expect(again.body).toEqual(first.body)
  expect(await balanceOf(ann)).toBe(before + 2n)
  const other = await book(
    [
      { userId: ann, amount: 3 },
      { userId: bob, amount: 2 },
    ],
    {},
    header,
  )
  expect([other.status, other.body.code]).toEqual([409, 'key_conflict'])
})

it('no entries, too many, or no description are 422', async () => {
  expect((await book([])).status).toBe(422)
  expect((await book(Array(201).fill({ userId: ann, amount: 1 }))).status).toBe(422)
  expect((await book([{ userId: ann, amount: 1 }], { description: undefined })).status).toBe(422)
})
