import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { hashOf } from '../../../src/ledger/ranking/bytes.ts'
import { createOrderStatistics } from '../../../src/ledger/ranking/order-statistics.ts'
import { times } from '../support.ts'
import { naiveOrder } from './naive.ts'
import type { Key } from './naive.ts'

type Order = ReturnType<typeof createOrderStatistics>

const least = -(2n ** 63n)
const most = 2n ** 63n - 1n

/** Few of each, so that accounts meet again and balances and times are equal. */
const account = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((number) => `usr_${number}`),
  fc.constantFrom('', 'u', 'us', 'é', '語', '🙂', '\uFFFF'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const balance = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.constantFrom(least, least + 1n, -(2n ** 53n) - 1n, -(2n ** 32n), -1n, 2n ** 31n, 2n ** 32n),
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, most - 1n, most),
  fc.bigInt({ min: least, max: most }),
)
const since = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(-Infinity, -1, 0, 8.64e15, -8.64e15),
)
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ account, balance, since }) },
  { weight: 1, arbitrary: fc.record({ account }) },
)

function expectSame(order: Order, model: ReadonlyMap<string, Key>): void {
  const expected = naiveOrder(model).map((account, index) => {
    return { account, ...model.get(account), rank: index + 1 }
  })
  expect(order.range(1, expected.length + 5)).toEqual(expected)
  expect(expected.map(({ account }) => order.find(account))).toEqual(expected)
  expect(order.count()).toBe(expected.length)
}

it('is the sorted list of all accounts, whatever was set and removed', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
      const order = createOrderStatistics()
      const model = new Map<string, Key>()
      for (const { account, ...key } of moves) {
        if ('balance' in key) {
          order.set(account, key.balance, key.since)
          model.set(account, { balance: key.balance, since: key.since })
        } else {
          order.remove(account)
          model.delete(account)
        }
      }
      expectSame(order, model)
    }),
    { numRuns: 300 },
  )
})

it.each([
  ['in order', (index: number) => BigInt(-index)],
  ['against it', (index: number) => BigInt(index)],
  ['in disorder', (index: number) => BigInt((index * 7919) % 5_000)],
  ['all alike', () => 0n],
])('is right with many accounts that come %s, through moves and removals', (_how, balanceOf) => {
  const order = createOrderStatistics()
  const model = new Map<string, Key>()
  const names = times(5_000, (index) => `usr_${(index * 4801) % 5_000}`)
  const set = (name: string, key: Key) => {
    order.set(name, key.balance, key.since)
    model.set(name, key)
  }
  names.forEach((name, index) => set(name, { balance: balanceOf(index), since: index % 3 }))
  expectSame(order, model)
  names.forEach((name, index) => set(name, { balance: BigInt(index % 50), since: index }))
  expectSame(order, model)
  for (const name of names.filter((_, index) => index % 100 > 0)) {
    order.remove(name)
    model.delete(name)
  }
  expectSame(order, model)
  for (const name of names.slice(0, 2_000)) set(name, { balance: -1n, since: 0 })
  expectSame(order, model)
})

it('gives equal balances distinct ranks, and the first to whoever was first', () => {
  const order = createOrderStatistics()
  order.set('b', 5n, 2_000)
  order.set('c', 5n, 1_000)
  order.set('a', 5n, 2_000)
  expect(order.range(1, 3).map(({ account, rank }) => [account, rank])).toEqual([
    ['c', 1],
    ['a', 2],
    ['b', 3],
  ])
})

it('tells accounts apart that have the same hash', () => {
  const [one, other] = collision()
  const order = createOrderStatistics()
  order.set(one, 1n, 1)
  expect(order.find(other)).toBeUndefined()
  order.set(other, 2n, 1)
  expect(order.range(1, 9).map(({ account }) => account)).toEqual([other, one])
  order.remove(other)
  expect(order.find(one)).toMatchObject({ rank: 1, balance: 1n })
})

/** Two of these, of about as many as there are birthdays to be shared among 32 bits. */
function collision(): [string, string] {
  const known = new Map<number, string>()
  for (let index = 0; ; index++) {
    const name = `usr_${index}`
    const hash = hashOf(Buffer.from(name), 0, name.length)
    const other = known.get(hash)
    if (other !== undefined) return [other, name]
    known.set(hash, name)
  }
}

it('tells balances apart that one double would hold', () => {
  const order = createOrderStatistics()
  order.set('less', 2n ** 53n, 0)
  order.set('more', 2n ** 53n + 1n, 1)
  expect(order.find('more')).toEqual({
    ...{ account: 'more', balance: 2n ** 53n + 1n, since: 1, rank: 1 },
  })
})

it('refuses what it could not hold, and stays as it was', () => {
  const order = createOrderStatistics()
  order.set('a', 1n, 1)
  for (const [balance, since] of [
    [most + 1n, 1],
    [least - 1n, 1],
    [1n, NaN],
  ] as const) {
    expect(() => order.set('a', balance, since)).toThrow(RangeError)
    expect(() => order.set('new', balance, since)).toThrow(RangeError)
  }
  expect(order.range(1, 9)).toEqual([{ account: 'a', balance: 1n, since: 1, rank: 1 }])
})

it('knows nothing of accounts that it has not, or no more', () => {
  const order = createOrderStatistics()
  order.remove('nobody')
  order.set('a', 1n, 1)
  order.remove('a')
  order.remove('a')
  expect([order.find('nobody'), order.find('a'), order.keyOf('a')]).toEqual([
    ...[undefined, undefined, undefined],
  ])
  expect([order.count(), order.range(1, 9)]).toEqual([0, []])
  order.set('a', 2n, 2)
  expect(order.keyOf('a')).toEqual({ balance: 2n, since: 2 })
})

it('takes no more than 60 bytes an account, besides its id, even after many moves', () => {
  const order = createOrderStatistics()
  const count = 20_000
  const spread = (index: number) => BigInt((index * 7919) % count)
  for (const round of [1, 2, 3]) {
    for (let index = 0; index < count; index++) {
      order.set(`usr_${String(index).padStart(26, '0')}`, spread(index * round), index)
    }
    const { ids, bytes } = order.size()
    expect(ids).toBe(count * 30)
    expect((bytes - ids) / count).toBeLessThan(60)
  }
})
