import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountId, budgetOwnerOf, capOwnerOf } from '../../src/ledger/account.ts'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  issuance,
  openPlace,
  points,
  problemsOf,
  reward,
  times,
  transfer,
  turn,
} from './support.ts'
import type { Place } from './support.ts'

let place: Place
let ledger: Ledger

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open()
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

function capped(key: string, user: string, amount: bigint, limit: bigint, mayCut = true): Posting {
  const owner = capOwnerOf({ rule: 'rul_1', user, window: '0' })
  const account = accountId({ ...points, owner })
  return reward(key, user, amount, { counters: [{ account, amount, limit }], mayCut })
}

it('takes no more than there is, to the last point', async () => {
  await ledger.post(reward('a1', 'ann', 10n))
  expect((await failureOf(ledger.post(reward('a2', 'ann', -11n)))).code).toBe('insufficient_points')
  await ledger.post(reward('a3', 'ann', -10n))
  expect(await ledger.balance(accountOf('ann'))).toMatchObject({ balance: 0n, available: 0n })
})

it('takes what there is if it may, and keeps what was asked', async () => {
  await ledger.post(reward('b1', 'bob', 10n))
  const { entries } = await ledger.post(reward('b2', 'bob', -25n, { mayCut: true }))
  expect(entries).toMatchObject([{ amount: -10n, asked: -25n, balance: 0n }])
  const again = await ledger.post(reward('b2', 'bob', -25n, { mayCut: true }))
  expect(again.entries).toEqual(entries)
  const empty = ledger.post(reward('b3', 'bob', -25n, { mayCut: true }))
  expect((await failureOf(empty)).code).toBe('insufficient_points')
})

it('lets an account fall to the floor it was given', async () => {
  const indebted = place.open({ floorOf: (account) => (account === accountOf('cat') ? -5n : 0n) })
  await indebted.post(reward('c1', 'cat', -5n))
  expect((await failureOf(indebted.post(reward('c2', 'cat', -1n)))).code).toBe(
    'insufficient_points',
  )
  expect(await ledger.balance(accountOf('cat'))).toMatchObject({ balance: -5n })
  await ledger.post(reward('c3', 'cat', 2n))
})

it('lets one of many takers have the last points', async () => {
  await ledger.post(reward('d0', 'dan', 10n))
  const ledgers = [place.open(), place.open()] as const
  const results = await Promise.all(
    times(20, (index) => turn(ledgers, index).postAll([reward(`d-${index}`, 'dan', -3n)])),
  )
  expect(results.flat().filter((result) => !(result instanceof Error))).toHaveLength(3)
  expect(await ledger.balance(accountOf('dan'))).toMatchObject({ balance: 1n })
})

it('moves a transfer whole or not at all', async () => {
  await ledger.post(reward('e0', 'eve', 10n))
  const refused = failureOf(ledger.post(transfer('e1', 'eve', 'fay', 11n)))
  expect((await refused).errors).toMatchObject([{ pointer: '/legs/0' }])
  await ledger.post(transfer('e2', 'eve', 'fay', 10n))
  expect(await ledger.balance(accountOf('fay'))).toMatchObject({ balance: 10n, seq: 1 })
})

it('cuts a reward to what a cap leaves, and refuses when it leaves nothing', async () => {
  await ledger.post(capped('g1', 'gus', 70n, 100n))
  const { entries } = await ledger.post(capped('g2', 'gus', 70n, 100n))
  expect(entries).toMatchObject([
    { account: accountOf('gus'), amount: 30n, asked: 70n },
    { amount: 30n, asked: 70n, balance: 100n },
  ])
  const refused = await failureOf(ledger.post(capped('g3', 'gus', 70n, 100n)))
  expect([refused.code, refused.errors?.[0]?.pointer]).toEqual(['cap_reached', '/counters/0'])
})

it('refuses instead of cutting where it may not cut', async () => {
  const posting = capped('h1', 'hal', 70n, 50n, false)
  expect((await failureOf(ledger.post(posting))).code).toBe('cap_reached')
  expect(await ledger.balance(accountOf('hal'))).toMatchObject({ balance: 0n, seq: 0 })
})

it('is exact under 50 parallel claims at a cap', async () => {
  const ledgers = [place.open(), place.open()] as const
  const results = await Promise.all(
    times(50, (index) => turn(ledgers, index).postAll([capped(`i-${index}`, 'ida', 7n, 100n)])),
  )
  // 14 whole rewards of 7 and one of 2 make 100.
  expect(results.flat().filter((result) => !(result instanceof Error))).toHaveLength(15)
  expect(await ledger.balance(accountOf('ida'))).toMatchObject({ balance: 100n })
})

it('tells a spent budget from a cap, and cuts by the tightest', async () => {
  const budget = accountId({ ...points, owner: budgetOwnerOf({ rule: 'rul_9' }) })
  const cap = accountId({
    ...points,
    owner: capOwnerOf({ rule: 'rul_9', user: 'jim', window: '0' }),
  })
  const counters = (amount: bigint) => [
    { account: cap, amount, limit: 50n },
    { account: budget, amount, limit: 40n },
  ]
  const first = await ledger.post(
    reward('j1', 'jim', 60n, { counters: counters(60n), mayCut: true }),
  )
  expect(first.entries.map(({ amount }) => amount)).toEqual([40n, 40n, 40n])
  const refused = await failureOf(
    ledger.post(reward('j2', 'jim', 5n, { counters: counters(5n), mayCut: true })),
  )
  expect(refused.errors).toMatchObject([{ pointer: '/counters/1', code: 'budget_spent' }])
})

it('keeps a cut posting of several legs balanced', async () => {
  const cap = accountId({ ...points, owner: budgetOwnerOf({ rule: 'rul_8' }) })
  const posted = await ledger.post({
    key: 'k1',
    kind: 'reward',
    legs: [
      { account: accountOf('kim'), amount: 3n },
      { account: accountOf('lou'), amount: 7n },
      { account: issuance, amount: -10n },
    ],
    counters: [{ account: cap, amount: 10n, limit: 5n }],
    mayCut: true,
  })
  expect(posted.entries.map(({ amount }) => amount)).toEqual([1n, 4n, 5n])
})

it('closes an account for good', async () => {
  await ledger.post(reward('m1', 'max', 10n))
  await ledger.close(accountOf('max'))
  await ledger.close(accountOf('max'))
  expect((await failureOf(ledger.post(reward('m2', 'max', 1n)))).code).toBe('account_closed')
  expect((await failureOf(ledger.post(reward('m3', 'max', -1n)))).code).toBe('account_closed')
  expect(await ledger.balance(accountOf('max'))).toMatchObject({ balance: 10n })
})
