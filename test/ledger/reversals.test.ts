import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountId, capOwnerOf } from '../../src/ledger/account.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  issuance,
  openPlace,
  pointersOf,
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

async function balanceOf(user: string): Promise<bigint> {
  return (await ledger.balance(accountOf(user))).balance
}

it('undoes an entry once, however often it is asked', async () => {
  await ledger.post(reward('a1', 'ann', 10n, { rule: 'rul_1', claim: 'clm_1' }))
  const reversed = await ledger.reverse({ entry: 'a1/0', reason: 'sold' })
  expect(reversed.entries[0]).toMatchObject({
    ...{ account: accountOf('ann'), amount: -10n, kind: 'reversal', rule: 'rul_1', claim: 'clm_1' },
    labels: { reverses: 'a1/0' },
  })
  expect(await ledger.reverse({ entry: 'a1/0' })).toEqual({ ...reversed, replayed: true })
  expect(await balanceOf('ann')).toBe(0n)
})

it('undoes an entry in parts that never pass it', async () => {
  await ledger.post(reward('b1', 'bob', 10n))
  await ledger.reverse({ entry: 'b1/0', amount: 4n, name: 'one' })
  const beyond = await failureOf(ledger.reverse({ entry: 'b1/0', amount: 7n, name: 'two' }))
  expect([beyond.code, pointersOf(beyond)]).toEqual(['invalid_request', ['/amount']])
  const rest = await ledger.reverse({ entry: 'b1/0', name: 'two' })
  expect(rest.entries[0]).toMatchObject({ amount: -6n })
  expect((await failureOf(ledger.reverse({ entry: 'b1/0' }))).code).toBe('invalid_request')
  const other = await failureOf(ledger.reverse({ entry: 'b1/0', amount: 5n, name: 'one' }))
  expect([other.code, pointersOf(other)]).toEqual(['key_conflict', ['/amount']])
  expect(await balanceOf('bob')).toBe(0n)
})

it('bounds parts that are asked for at the same time', async () => {
  await ledger.post(reward('c1', 'cat', 100n))
  await ledger.post(reward('c2', 'cat', 100n))
  const ledgers = [place.open(), place.open()] as const
  const results = await Promise.allSettled(
    times(30, (index) =>
      turn(ledgers, index).reverse({ entry: 'c1/0', amount: 9n, name: `n${index}` }),
    ),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(11)
  expect(await balanceOf('cat')).toBe(101n)
})

it('mirrors all legs of a transfer, whichever of them is named', async () => {
  await ledger.post(reward('d0', 'dan', 10n))
  await ledger.post(transfer('d1', 'dan', 'eve', 10n))
  await ledger.reverse({ entry: 'd1/1', amount: 3n, name: 'some' })
  expect([await balanceOf('dan'), await balanceOf('eve')]).toEqual([3n, 7n])
  await ledger.reverse({ entry: 'd1/0' })
  expect([await balanceOf('dan'), await balanceOf('eve')]).toEqual([10n, 0n])
  expect(pointersOf(await failureOf(ledger.reverse({ entry: 'd1/1' })))).toEqual(['/amount'])
})

it('splits a partial reversal over several legs without losing a unit', async () => {
  const legs = [
    { account: accountOf('fay'), amount: 3n },
    { account: accountOf('gus'), amount: 7n },
    { account: issuance, amount: -10n },
  ]
  await ledger.post({ key: 'e1', kind: 'reward', legs })
  for (const name of ['one', 'two', 'three']) {
    const { entries } = await ledger.reverse({ entry: 'e1/0', amount: 1n, name })
    expect(entries[0]).toMatchObject({ account: accountOf('fay'), amount: -1n })
  }
  expect([await balanceOf('fay'), await balanceOf('gus')]).toEqual([0n, 0n])
})

it('gives a cap back what it counted', async () => {
  const cap = accountId({ ...points, owner: capOwnerOf({ rule: 'r', user: 'hal', window: '0' }) })
  const counters = [{ account: cap, amount: 10n, limit: 10n }]
  await ledger.post(reward('f1', 'hal', 10n, { counters }))
  await ledger.reverse({ entry: 'f1/0', amount: 4n, name: 'part' })
  expect(await ledger.balance(cap)).toMatchObject({ balance: 6n })
  await ledger.reverse({ entry: 'f1/0' })
  expect(await ledger.balance(cap)).toMatchObject({ balance: 0n })
})

it('refuses to take what was spent, or takes what is left if it may', async () => {
  await ledger.post(reward('g1', 'ida', 10n))
  await ledger.post(reward('g2', 'ida', -7n))
  expect((await failureOf(ledger.reverse({ entry: 'g1/0' }))).code).toBe('insufficient_points')
  const cut = await ledger.reverse({ entry: 'g1/0', name: 'again', mayCut: true })
  expect(cut.entries[0]).toMatchObject({ amount: -3n, asked: -10n, balance: 0n })
  await ledger.post(reward('g3', 'ida', 20n))
  const rest = await ledger.reverse({ entry: 'g1/0', name: 'later' })
  expect(rest.entries[0]).toMatchObject({ amount: -7n })
})

it('gives back what was taken', async () => {
  await ledger.post(reward('h1', 'jim', 10n))
  await ledger.post(reward('h2', 'jim', -7n))
  await ledger.reverse({ entry: 'h2/0' })
  expect(await balanceOf('jim')).toBe(10n)
})

it('refuses to reverse what is no movement of points', async () => {
  const expiresAt = new Date(Date.now() + 60_000)
  const cap = accountId({ ...points, owner: capOwnerOf({ rule: 'r', user: 'kim', window: '0' }) })
  await ledger.post(
    reward('i1', 'kim', 10n, { counters: [{ account: cap, amount: 1n, limit: 9n }] }),
  )
  await ledger.hold({ key: 'i2', account: accountOf('kim'), amount: 5n, expiresAt })
  await failureOf(ledger.post(reward('i3', 'kim', -50n)))
  const { entries } = await ledger.reverse({ entry: 'i1/0', amount: 1n, name: 'one' })
  const issued = await place.db.collection('entries').findOne({ covers: 'i1' })
  const refused = [entries[0]?.id, 'i1/1', 'i2/0', 'i3/0', String(issued?._id)]
  for (const entry of refused) {
    const failure = await failureOf(ledger.reverse({ entry: entry ?? '' }))
    expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', ['/entry']])
  }
  expect((await failureOf(ledger.reverse({ entry: 'nothing/0' }))).code).toBe('not_found')
})
