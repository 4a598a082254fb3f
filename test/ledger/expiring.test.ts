import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
import {
  accountOf,
  catchUp,
  failureOf,
  openPlace,
  pointersOf,
  points,
  problemsOf,
  reward,
  times,
  transfer,
} from './support.ts'
import type { Place } from './support.ts'

const start = new Date('2026-01-01T00:00:00Z')
const expired = `org_1:web_1:${points.currency}:expired`
let place: Place
let ledger: Ledger
let now: Date

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open({ now: () => now, floorOf: (id) => (id === accountOf('deb') ? -50n : 0n) })
})

beforeEach(() => {
  now = start
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

const dayAt = (day: number) => new Date(start.getTime() + day * 86_400_000)

function expiring(key: string, user: string, amount: bigint, day: number, more = {}): Posting {
  return reward(key, user, amount, { pointsExpireAt: dayAt(day), ...more })
}

/** The lots of an account: on which day how many expire. */
async function lotsOf(user: string): Promise<[number, bigint][]> {
  const lots = await ledger.expiring(accountOf(user))
  return lots.map(({ expiresAt, amount }) => [
    (expiresAt.getTime() - start.getTime()) / 86_400_000,
    amount,
  ])
}

const balanceOf = async (user: string) => (await ledger.balance(accountOf(user))).balance

async function expireOn(day: number): Promise<number> {
  await catchUp(place)
  now = dayAt(day)
  return ledger.expirePoints(now)
}

it('spends what expires soonest first, and what does not expire last', async () => {
  await ledger.post(reward('a1', 'ann', 5n))
  await ledger.post(expiring('a2', 'ann', 10n, 30))
  await ledger.post(expiring('a3', 'ann', 10n, 20))
  await ledger.post(expiring('a4', 'ann', 10n, 30))
  expect(await lotsOf('ann')).toEqual([
    [20, 10n],
    [30, 20n],
  ])
  await ledger.post(transfer('a5', 'ann', 'shop', 12n))
  expect(await lotsOf('ann')).toEqual([[30, 18n]])
  await ledger.post(transfer('a6', 'ann', 'shop', 20n))
  expect(await lotsOf('ann')).toEqual([])
  expect([await balanceOf('ann'), await lotsOf('shop')]).toEqual([3n, []])
})

it('takes what expired, once, and leaves the rest', async () => {
  await ledger.post(expiring('b1', 'bob', 10n, 1))
  await ledger.post(expiring('b2', 'bob', 20n, 2))
  await ledger.post(reward('b3', 'bob', 5n))
  await ledger.post(transfer('b4', 'bob', 'shop', 3n))
  await catchUp(place)
  now = dayAt(1)
  const taken = await Promise.all([ledger.expirePoints(now), place.open().expirePoints(now)])
  expect(taken.reduce((a, b) => a + b)).toBe(1)
  const [entry] = await ledger.statement(accountOf('bob'))
  expect(entry).toMatchObject({ kind: 'expiry', amount: -7n, balance: 25n, reason: 'expired' })
  expect(await ledger.balance(expired)).toMatchObject({ balance: 7n })
  expect(await lotsOf('bob')).toEqual([[2, 20n]])
  const { seq } = await ledger.balance(accountOf('bob'))
  // The listing is behind, and it is asked again.
  expect(await ledger.expirePoints(now)).toBe(0)
  expect(await expireOn(1)).toBe(0)
  expect(await ledger.balance(accountOf('bob'))).toMatchObject({ seq })
  expect([await expireOn(2), await balanceOf('bob')]).toEqual([1, 5n])
})

it('takes held points when they are no longer held', async () => {
  await ledger.post(expiring('c1', 'cat', 10n, 1))
  await ledger.hold({ key: 'c2', account: accountOf('cat'), amount: 6n, expiresAt: dayAt(3) })
  expect([await expireOn(1), await balanceOf('cat')]).toEqual([1, 6n])
  expect([await expireOn(2), await lotsOf('cat')]).toEqual([0, [[1, 6n]]])
  await ledger.expireHolds(dayAt(3))
  expect([await expireOn(3), await balanceOf('cat')]).toEqual([1, 0n])
})

it('gives back points as they were, the last that were spent first', async () => {
  await ledger.post(expiring('d1', 'dan', 10n, 10))
  await ledger.post(expiring('d2', 'dan', 10n, 20))
  await ledger.post(reward('d3', 'dan', 10n))
  await ledger.post(reward('d4', 'dan', -25n))
  expect(await lotsOf('dan')).toEqual([])
  const reverse = async (name: string, amount: bigint) => {
    await ledger.reverse({ entry: 'd4/0', name, amount })
    return lotsOf('dan')
  }
  expect(await reverse('one', 5n)).toEqual([])
  expect(await reverse('two', 4n)).toEqual([[20, 4n]])
  expect(await reverse('three', 9n)).toEqual([
    [10, 3n],
    [20, 10n],
  ])
  expect(await reverse('four', 7n)).toEqual([
    [10, 10n],
    [20, 10n],
  ])
  expect(await balanceOf('dan')).toBe(30n)
})

it('takes an expiring gift back out of what expires soonest', async () => {
  await ledger.post(expiring('e1', 'eve', 10n, 20))
  await ledger.post(expiring('e2', 'eve', 10n, 10))
  await ledger.reverse({ entry: 'e1/0', amount: 4n })
  expect(await lotsOf('eve')).toEqual([
    [10, 6n],
    [20, 10n],
  ])
})

it('keeps what an operator gives back after it expired', async () => {
  await ledger.post(expiring('f1', 'fay', 10n, 1))
  await expireOn(1)
  const [{ id } = { id: '' }] = await ledger.statement(accountOf('fay'))
  await ledger.reverse({ entry: id })
  expect([await expireOn(5), await balanceOf('fay')]).toEqual([0, 10n])
})

it('expires points of users that help others to spend', async () => {
  await ledger.post(expiring('g1', 'gus', 10n, 10))
  await ledger.post(expiring('g2', 'hal', 10n, 5))
  const from = [accountOf('gus'), accountOf('hal')]
  const to = accountOf('shop')
  const { entries } = await ledger.spend({ key: 'g3', kind: 'withdrawal', from, to, amount: 14n })
  expect([await lotsOf('gus'), await lotsOf('hal')]).toEqual([[], [[5, 6n]]])
  await ledger.reverse({ entry: entries[1]?.id ?? '' })
  expect([await lotsOf('gus'), await lotsOf('hal')]).toEqual([[[10, 10n]], [[5, 10n]]])
})

it('pays debts first, so that no more expires than is there', async () => {
  await ledger.post(reward('h1', 'deb', -5n))
  await ledger.post(expiring('h2', 'deb', 3n, 1))
  expect(await lotsOf('deb')).toEqual([])
  await ledger.post(expiring('h3', 'deb', 10n, 1))
  expect(await lotsOf('deb')).toEqual([[1, 8n]])
  expect([await expireOn(1), await balanceOf('deb')]).toEqual([1, 0n])
})

it('does not take pending points before they were available', async () => {
  await ledger.post(expiring('i1', 'ida', 10n, 3, { availableAt: dayAt(2) }))
  expect(await ledger.pending(accountOf('ida'))).toMatchObject([{ amount: 10n }])
  await ledger.reverse({ entry: 'i1/0', amount: 1n })
  expect(await lotsOf('ida')).toEqual([[3, 9n]])
  expect(await expireOn(3)).toBe(0)
  await ledger.expireHolds(now)
  expect([await expireOn(3), await balanceOf('ida')]).toEqual([1, 0n])
})

it('cuts what expires with its posting', async () => {
  const cap = 'org_1:web_1:cur_1:cap:r:jim:0'
  const counters = [{ account: cap, amount: 10n, limit: 4n }]
  await ledger.post(expiring('j1', 'jim', 10n, 9, { counters, mayCut: true }))
  expect(await lotsOf('jim')).toEqual([[9, 4n]])
})

it('takes nothing from a closed account', async () => {
  await ledger.post(expiring('k1', 'kim', 10n, 1))
  await ledger.close(accountOf('kim'))
  expect([await expireOn(1), await balanceOf('kim')]).toEqual([0, 10n])
  expect((await ledger.statement(accountOf('kim'))).map(({ kind }) => kind)).toEqual([
    ...['adjustment', 'reward'],
  ])
})

it('knows 400 times per account, and refuses another one', async () => {
  const day = 1_000
  await ledger.postAll(times(400, (index) => expiring(`l${index}`, 'lou', 1n, day + index)))
  const failure = await failureOf(ledger.post(expiring('l-one-more', 'lou', 1n, 9)))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', ['/pointsExpireAt']])
  expect(await ledger.findPosting('l-one-more')).toBeUndefined()
  await ledger.post(expiring('l-same', 'lou', 1n, day))
  await ledger.post(reward('l-ever', 'lou', 1n))
  expect(await balanceOf('lou')).toBe(402n)
})

it.each<[string, Posting]>([
  ['a time that is past', expiring('bad', 'max', 1n, 0)],
  ['a time a thousand years ahead', expiring('bad', 'max', 1n, 365_000)],
  ['no time at all', reward('bad', 'max', 1n, { pointsExpireAt: new Date(Number.NaN) })],
  ['a time before they are available', expiring('bad', 'max', 1n, 2, { availableAt: dayAt(2) })],
  ['points that nobody gets', expiring('bad', 'ann', -1n, 2)],
])('refuses %s, and writes nothing', async (_, posting) => {
  const before = await place.db.collection('entries').countDocuments()
  const failure = await failureOf(ledger.post(posting))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', ['/pointsExpireAt']])
  expect(await place.db.collection('entries').countDocuments()).toBe(before)
})
