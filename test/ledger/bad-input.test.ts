import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { accountId } from '../../src/ledger/account.ts'
import { keyOf } from '../../src/ledger/key.ts'
import type { Hold, Ledger, Leg, Posting } from '../../src/ledger/types.ts'
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

/** What is wrong with a hold, a capture or a reversal, on a ledger on which there is something to hold, capture and reverse. */
const others: [string, string, () => Promise<unknown>][] = [
  ['a hold of nothing', '/amount', () => ledger.hold(hold({ amount: 0n }))],
  ['a hold of less than nothing', '/amount', () => ledger.hold(hold({ amount: -1n }))],
  ['a hold of a fraction', '/amount', () => ledger.hold(hold({ amount: 0.5 as never }))],
  ['a hold over 64 bits', '/amount', () => ledger.hold(hold({ amount: largest + 1n }))],
  ['a hold on issuance', '/account', () => ledger.hold(hold({ account: issuance }))],
  ['a hold without a key', '/key', () => ledger.hold(hold({ key: '' }))],
  ['a hold until 1969', '/expiresAt', () => ledger.hold(hold({ expiresAt: new Date(-1) }))],
  ['a hold for ever', '/expiresAt', () => ledger.hold(hold({ expiresAt: new Date(8.64e15) }))],
  ['a hold until never', '/expiresAt', () => ledger.hold(hold({ expiresAt: new Date('') }))],
  ['a capture of nothing', '/amount', () => ledger.capture(capture({ amount: 0n }))],
  ['a capture of more than is held', '/amount', () => ledger.capture(capture({ amount: 3n }))],
  ['a capture for a counter', '/to', () => ledger.capture(capture({ to: cap }))],
  [
    'a capture for another currency',
    '/to',
    () => ledger.capture(capture({ to: 'org_1:web_1:cur_2:issuance' })),
  ],
  [
    'a hold captured twice',
    '/hold',
    () => ledger.capture({ hold: 'spent', to: issuance, amount: 1n }),
  ],
  ['a hold voided after its capture', '/hold', () => ledger.void('spent')],
  ['a reversal of nothing', '/amount', () => ledger.reverse({ entry: 'given/0', amount: 0n })],
  ['a reversal of less', '/amount', () => ledger.reverse({ entry: 'given/0', amount: -1n })],
  [
    'a reversal of more than there was',
    '/amount',
    () => ledger.reverse({ entry: 'given/0', amount: 101n }),
  ],
  [
    'a reversal of more than is left',
    '/amount',
    () => ledger.reverse({ entry: 'given/0', amount: 100n, name: 'rest' }),
  ],
  ['a reversal of a reversal', '/entry', () => ledger.reverse({ entry: reversal })],
  ['a reversal of a hold', '/entry', () => ledger.reverse({ entry: 'held/0' })],
  [
    'a reversal of no name',
    '/name',
    () => ledger.reverse({ entry: 'given/0', amount: 1n, name: '' }),
  ],
  [
    'a reversal of an endless name',
    '/name',
    () => ledger.reverse({ entry: 'given/0', amount: 1n, name: 'n'.repeat(201) }),
  ],
  ['the closing of issuance', '/account', () => ledger.close(issuance)],
]
const inAnHour = new Date(Date.now() + 3_600_000)
const hold = (more: Partial<Hold>): Hold => {
  return { key: 'bad', account: accountOf('ann'), amount: 1n, expiresAt: inAnHour, ...more }
}
const capture = (more: object) => ({ hold: 'held', to: issuance, ...more })
let reversal = ''

describe('on what there is', () => {
  beforeAll(async () => {
    await ledger.post(reward('given', 'ann', 100n))
    await ledger.hold(hold({ key: 'held', amount: 2n }))
    await ledger.hold(hold({ key: 'spent', amount: 2n }))
    await ledger.capture({ hold: 'spent', to: issuance })
    const { entries } = await ledger.reverse({ entry: 'given/0', amount: 1n, name: 'part' })
    reversal = entries[0]?.id ?? ''
  })

  it.each(others)('refuses %s at %s, and writes nothing', async (_, pointer, act) => {
    const before = await place.db.collection('entries').countDocuments()
    const failure = await failureOf(act())
    expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', [pointer]])
    expect(await place.db.collection('entries').countDocuments()).toBe(before)
  })
})

it('takes keys of separators, spaces, NUL and emoji as they are, each as another one', async () => {
  const keys = [
    'a/b',
    'a:b',
    'a%2Fb',
    'a b',
    ' a b',
    'a\0b',
    'a',
    '🎉',
    '🎉'.repeat(200),
    '@a',
    '#a',
  ]
  const post = (key: string) => ledger.post(reward(keyOf('org_1', key), 'kay', 1n))
  for (const key of keys) expect((await post(key)).replayed).toBe(false)
  for (const key of keys) expect((await post(key)).replayed).toBe(true)
  expect(await ledger.balance(accountOf('kay'))).toMatchObject({ seq: keys.length })
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
