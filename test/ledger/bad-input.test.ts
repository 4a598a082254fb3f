import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountId } from '../../src/ledger/account.ts'
import type { Ledger, Leg, Posting } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  issuance,
  openPlace,
  pointersOf,
  points,
  reward,
  transfer,
} from './support.ts'
import type { Place } from './support.ts'

const largest = 2n ** 63n - 1n
const cap = accountId({ ...points, owner: 'cap:rul_1:ann:0' })
let place: Place
let ledger: Ledger

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open()
})

afterAll(() => place.close())

function legs(...legs: [string, unknown][]): Partial<Posting> {
  return { legs: legs.map(([account, amount]) => ({ account, amount }) as Leg) }
}

const cases: [string, string, Partial<Posting>][] = [
  ['zero', '/legs/0/amount', legs([issuance, 0n], [accountOf('ann'), 0n])],
  ['a fraction', '/legs/1/amount', legs([issuance, -1n], [accountOf('ann'), 1.5])],
  ['a number that is no bigint', '/legs/0/amount', legs([issuance, -1], [accountOf('ann'), 1])],
  [
    'over 64 bits',
    '/legs/0/amount',
    legs([issuance, -largest - 1n], [accountOf('ann'), largest + 1n]),
  ],
  ['no legs', '/legs', legs()],
  ['only issuance', '/legs', legs([issuance, 1n], [`${issuance}:1`, -1n])],
  ['legs that do not sum to zero', '/legs', legs([issuance, -1n], [accountOf('ann'), 2n])],
  [
    'legs that sum to zero only across currencies',
    '/legs',
    legs(
      [accountId({ ...points, currency: 'cur_2', owner: 'issuance' }), -1n],
      [accountOf('ann'), 1n],
    ),
  ],
  ['an unnamed account', '/legs/1/account', legs([issuance, -1n], ['', 1n])],
  ['a malformed account', '/legs/1/account', legs([issuance, -1n], ['org_1:web_1:cur_1:a b', 1n])],
  ['a leg on a counter', '/legs/1/account', legs([issuance, -1n], [cap, 1n])],
  ['an empty key', '/key', { key: '' }],
  ['an endless key', '/key', { key: 'k'.repeat(1_001) }],
  ['a key of the ledger', '/key', { key: '@settle:k' }],
  ['a key with a leg in it', '/key', { key: 'k/0' }],
  [
    'a counter that is an account of a user',
    '/counters/0/account',
    { counters: [{ account: accountOf('ann'), amount: 1n, limit: 1n }] },
  ],
  [
    'a negative count',
    '/counters/0/amount',
    { counters: [{ account: cap, amount: -1n, limit: 1n }] },
  ],
  [
    'an endless limit',
    '/counters/0/limit',
    { counters: [{ account: cap, amount: 1n, limit: largest + 1n }] },
  ],
  ['an endless reason', '/reason', { reason: 'r'.repeat(10_000) }],
  ['a reason of broken Unicode', '/reason', { reason: '\ud800' }],
  ['a label named NUL', '/labels', { labels: { 'a\0b': 'c' } }],
]

it.each(cases)('refuses %s and points at %s', async (_, pointer, wrong) => {
  const failure = await failureOf(ledger.post({ ...reward('bad', 'ann', 5n), ...wrong }))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', [pointer]])
  expect(await place.db.collection('entries').countDocuments()).toBe(0)
})

it('gives the good ones of a batch their due', async () => {
  const [good, bad, better] = await ledger.postAll([
    reward('one', 'bob', 5n),
    { ...reward('two', 'bob', 5n), legs: [] },
    reward('three', 'bob', 5n),
  ])
  expect([good, bad, better]).toMatchObject([
    { replayed: false },
    { code: 'invalid_request' },
    { replayed: false },
  ])
})

it('refuses what would carry a balance past 64 bits, and remembers nothing', async () => {
  const rich = place.open({ floorOf: () => -largest })
  await rich.post(transfer('rich', 'zoe', 'yan', largest))
  const failure = await failureOf(rich.post(transfer('richer', 'bob', 'yan', 1n)))
  expect(failure.errors).toMatchObject([{ code: 'out_of_range' }])
  expect(await ledger.findPosting('richer')).toBeUndefined()
  expect(await ledger.balance(accountOf('yan'))).toMatchObject({ balance: largest })
})

it.each([
  [new Date(-1), '/at'],
  [new Date(8.64e15), '/at'],
  [new Date(Number.NaN), '/at'],
  [-1, '/seq'],
  [1.5, '/seq'],
])('refuses a balance as of %s', async (point, pointer) => {
  expect(pointersOf(await failureOf(ledger.balanceAsOf(accountOf('bob'), point)))).toEqual([
    pointer,
  ])
})

it.each([0, 1.5, 1_001])('refuses a statement of %s entries', async (limit) => {
  expect(pointersOf(await failureOf(ledger.statement(accountOf('bob'), { limit })))).toEqual([
    '/limit',
  ])
})
