import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let given: string
let reversed: string
let hold: string
let spent: string
beforeAll(async () => {
  api = await startApi()
  ann = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).body.id
  given = (await book({ amount: 100 })).body.id
  reversed = (await post(`${transactions}/${given}/reverse`, { amount: 1 })).body.id
  hold = (await post(holds, holdBody({}))).body.id
  spent = (await post(holds, holdBody({}))).body.id
  await post(`${holds}/${spent}/capture`, {})
})
afterAll(() => api.stop())

const transactions = '/api/loyalty/transactions'
const holds = '/api/loyalty/holds'
const post = (path: string, body: object) => api.call('POST', path, body)
const book = (entry: object) =>
  post(transactions, { description: 'd', entries: [{ userId: ann, ...entry }] })
const holdBody = (more: object) => ({
  ...{ userId: ann, amount: 2, expiresAt: '2090-01-01T00:00:00Z', ...more },
})
const entries = () => api.db.collection('entries').countDocuments()

/** Amounts that nobody can be given, taken or held. */
const amounts: [string, unknown][] = [
  ['zero', 0],
  ['a fraction of a point', 0.5],
  ['more than 64 bits', '9223372036854775808'],
  ['far more than 64 bits', '9'.repeat(40)],
  ['no number', 'ten'],
  ['hexadecimal', '0x10'],
  ['infinity', '1e400'],
  ['nothing at all', null],
  ['a list', [1]],
]

describe.each<[string, string, (amount: unknown) => Promise<Awaited<ReturnType<Api['call']>>>]>([
  ['given', '/entries/0/amount', (amount) => book({ amount })],
  ['taken', '/entries/0/amount', (amount) => book({ amount, direction: 'debit' })],
  ['held', '/amount', (amount) => post(holds, holdBody({ amount }))],
  ['reversed', '/amount', (amount) => post(`${transactions}/${given}/reverse`, { amount })],
  ['captured', '/amount', (amount) => post(`${holds}/${hold}/capture`, { amount })],
  [
    'rewarded',
    'invalid_request',
    (xp) => {
      const body = { account: 'a', platform: 'steam', pid: 'acme', id: 'bad', xp }
      return api.call('POST', '/api/v1/user/reward', body, { bearer: api.tenant.key })
    },
  ],
])('%s', (_name, pointer, send) => {
  it.each(amounts)('%s is 422, and nothing is written', async (_what, amount) => {
    const before = await entries()
    const { status, body } = await send(amount)
    const said = body.errors?.[0]?.pointer ?? body.error?.code
    expect([status, said, await entries()]).toEqual([422, pointer, before])
  })
})

it.each<[string, string, string, () => Promise<Awaited<ReturnType<Api['call']>>>]>([
  ['a hold of less than nothing', '422', '/amount', () => post(holds, holdBody({ amount: -1 }))],
  [
    'a reversal of less than nothing',
    '422',
    '/amount',
    () => post(`${transactions}/${given}/reverse`, { amount: -1 }),
  ],
  [
    'a reversal of more than is left',
    '422',
    '/amount',
    () => post(`${transactions}/${given}/reverse`, { amount: 100 }),
  ],
  ['a reversal of a reversal', '422', '/id', () => post(`${transactions}/${reversed}/reverse`, {})],
  [
    'a capture beyond the hold',
    '422',
    '/amount',
    () => post(`${holds}/${hold}/capture`, { amount: 3 }),
  ],
  ['a hold captured twice', '422', '/id', () => post(`${holds}/${spent}/capture`, { amount: 1 })],
  ['a hold voided after its capture', '422', '/id', () => post(`${holds}/${spent}/void`, {})],
  [
    'an unknown currency',
    '404',
    '/entries/0/loyaltyCurrencyId',
    () => book({ amount: 1, loyaltyCurrencyId: 'c' }),
  ],
  [
    'a hold in an unknown currency',
    '404',
    '/loyaltyCurrencyId',
    () => post(holds, holdBody({ loyaltyCurrencyId: 'c' })),
  ],
  ...['1969-12-31T23:59:59Z', '3000-01-01T00:00:00Z', 'tomorrow', '2026-02-30T00:00:00Z'].flatMap(
    (time): [string, string, string, () => Promise<Awaited<ReturnType<Api['call']>>>][] => [
      [
        `a hold until ${time}`,
        '422',
        '/expiresAt',
        () => post(holds, holdBody({ expiresAt: time })),
      ],
      [
        `points that expire at ${time}`,
        '422',
        '/entries/0/expiresAt',
        () => book({ amount: 1, expiresAt: time }),
      ],
      [
        `points that are pending until ${time}`,
        '422',
        '/entries/0/availableAt',
        () => book({ amount: 1, availableAt: time, idempotencyKey: 'bad' }),
      ],
    ],
  ),
  [
    'points that expire while they are pending',
    '422',
    '/entries/0/expiresAt',
    () =>
      book({ amount: 1, availableAt: '2080-01-02T00:00:00Z', expiresAt: '2080-01-01T00:00:00Z' }),
  ],
  [
    'a debit that expires',
    '422',
    '/entries/0/expiresAt',
    () => book({ amount: -1, expiresAt: '2080-01-01T00:00:00Z' }),
  ],
  [
    'one of several entries that is pending and has no key',
    '422',
    '/entries/1/availableAt',
    () =>
      post(transactions, {
        description: 'd',
        entries: [
          { userId: ann, amount: 1 },
          { userId: ann, amount: 1, availableAt: '2080-01-01T00:00:00Z' },
        ],
      }),
  ],
  [
    'a currency whose points last for a thousand years',
    '422',
    '/pointsExpireAfterDays',
    () =>
      post('/api/loyalty/currencies', {
        ...{ name: 'L', symbol: 'L', decimals: 0, pointsExpireAfterDays: 365_000 },
      }),
  ],
])('%s is %s at %s, and nothing is written', async (_name, status, pointer, send) => {
  const before = await entries()
  const answer = await send()
  expect([String(answer.status), answer.body.errors?.[0]?.pointer, await entries()]).toEqual([
    ...[status, pointer, before],
  ])
})
