import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { accountId, capOwnerOf } from '../../src/ledger/account.ts'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
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

const start = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-08T00:00:00Z')
let place: Place
let ledger: Ledger
let now: Date

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open({ now: () => now })
})

beforeEach(() => {
  now = start
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

function pending(key: string, user: string, amount: bigint, more: Partial<Posting> = {}): Posting {
  return reward(key, user, amount, { availableAt: later, ...more })
}

function openHolds(): Promise<number> {
  return place.db.collection('holds').countDocuments()
}

async function ripen(): Promise<number> {
  now = later
  return ledger.expireHolds(now)
}

const standing = (user: string) => ledger.balance(accountOf(user))

it('counts pending points, and keeps them from being spent', async () => {
  const posted = await ledger.post(pending('a1', 'ann', 10n))
  expect(posted.entries[0]).toMatchObject({ amount: 10n, balance: 10n, held: 10n })
  expect(await ledger.post(pending('a1', 'ann', 10n))).toEqual({ ...posted, replayed: true })
  await ledger.post(reward('a2', 'ann', 3n))
  expect(await standing('ann')).toMatchObject({ balance: 13n, held: 10n, available: 3n })
  expect((await failureOf(ledger.post(transfer('a3', 'ann', 'bob', 4n)))).code).toBe(
    'insufficient_points',
  )
  expect(await ledger.pending(accountOf('ann'))).toEqual([
    { posting: posted.posting, entry: 'a1/0', amount: 10n, availableAt: later },
  ])
})

it('makes them available when it is time, once, by itself', async () => {
  const before = await openHolds()
  await ledger.post(pending('b1', 'bob', 10n))
  now = new Date(later.getTime() - 1)
  expect(await ledger.expireHolds(now)).toBe(0)
  now = later
  const released = await Promise.all([ledger.expireHolds(now), place.open().expireHolds(now)])
  expect(released.reduce((a, b) => a + b)).toBe(before + 1)
  expect(await openHolds()).toBe(0)
  expect(await standing('bob')).toMatchObject({ balance: 10n, held: 0n, available: 10n })
  const [entry] = await ledger.statement(accountOf('bob'))
  expect(entry).toMatchObject({ kind: 'void', amount: 0n, reason: 'available' })
  expect(await ledger.pending(accountOf('bob'))).toEqual([])
})

it('still answers pending points that are sent again when they are available', async () => {
  now = new Date(later.getTime() + 1)
  expect((await ledger.post(pending('b1', 'bob', 10n))).replayed).toBe(true)
})

it('takes back pending points out of what is held', async () => {
  await ledger.post(pending('c1', 'cat', 10n))
  const { entries } = await ledger.reverse({ entry: 'c1/0' })
  expect(entries[0]).toMatchObject({ amount: -10n, balance: 0n, held: 0n })
  expect(await ledger.pending(accountOf('cat'))).toEqual([])
  const { seq } = await standing('cat')
  expect(await ripen()).toBe(1)
  expect(await standing('cat')).toMatchObject({ balance: 0n, held: 0n, seq })
  expect(await openHolds()).toBe(0)
})

it('takes back a part, and makes the rest available', async () => {
  await ledger.post(pending('d1', 'dan', 10n))
  await ledger.reverse({ entry: 'd1/0', amount: 4n, name: 'one' })
  expect(await standing('dan')).toMatchObject({ balance: 6n, held: 6n })
  expect(await ledger.pending(accountOf('dan'))).toMatchObject([{ amount: 6n }])
  await ripen()
  expect(await standing('dan')).toMatchObject({ balance: 6n, held: 0n })
  await ledger.post(transfer('d2', 'dan', 'shop', 5n))
  expect((await failureOf(ledger.reverse({ entry: 'd1/0', name: 'two' }))).code).toBe(
    'insufficient_points',
  )
  const { entries } = await ledger.reverse({ entry: 'd1/0', name: 'three', mayCut: true })
  expect(entries[0]).toMatchObject({ amount: -1n, held: 0n })
})

it('lets nobody spend between a reversal and the end of what is pending', async () => {
  const ledgers = [place.open({ now: () => later }), place.open({ now: () => later })] as const
  for (const name of times(8, (index) => `e${index}`)) {
    now = start
    await ledger.post(pending(`${name}-1`, name, 10n))
    await Promise.allSettled([
      turn(ledgers, 0).expireHolds(later),
      turn(ledgers, 1).reverse({ entry: `${name}-1/0`, amount: 7n }),
      turn(ledgers, 0).post(reward(`${name}-2`, name, -3n)),
      turn(ledgers, 1).reverse({ entry: `${name}-1/0`, amount: 3n, name: 'rest' }),
    ])
    await ledgers[0].expireHolds(later)
    const { balance, held } = await standing(name)
    expect([balance >= 0n, held]).toEqual([true, 0n])
  }
})

it('is cut with its posting', async () => {
  const cap = accountId({ ...points, owner: capOwnerOf({ rule: 'r', user: 'fay', window: '0' }) })
  const counters = [{ account: cap, amount: 10n, limit: 6n }]
  await ledger.post(pending('f1', 'fay', 10n, { counters, mayCut: true }))
  expect(await standing('fay')).toMatchObject({ balance: 6n, held: 6n })
  await ledger.reverse({ entry: 'f1/0', amount: 2n })
  expect(await ledger.balance(cap)).toMatchObject({ balance: 4n })
  expect(await ledger.pending(accountOf('fay'))).toMatchObject([{ amount: 4n }])
})

it('holds what a transfer gives', async () => {
  await ledger.post(reward('g1', 'gus', 10n))
  await ledger.post({ ...transfer('g2', 'gus', 'hal', 10n), availableAt: later })
  expect(await standing('gus')).toMatchObject({ balance: 0n, held: 0n })
  expect(await standing('hal')).toMatchObject({ balance: 10n, held: 10n })
  await ledger.reverse({ entry: 'g2/0' })
  expect(await standing('gus')).toMatchObject({ balance: 10n, available: 10n })
  expect(await standing('hal')).toMatchObject({ balance: 0n, held: 0n })
})

it('ends on a closed account, too', async () => {
  await ledger.post(pending('h1', 'ida', 10n))
  await ledger.close(accountOf('ida'))
  await ripen()
  expect(await standing('ida')).toMatchObject({ balance: 10n, held: 0n })
})

it('is no hold that somebody may capture or void', async () => {
  await ledger.post(pending('i1', 'jim', 10n))
  expect((await failureOf(ledger.void('i1'))).code).toBe('not_found')
  expect((await failureOf(ledger.capture({ hold: 'i1', to: issuance }))).code).toBe('not_found')
})

it.each<[string, string, Posting]>([
  ['a time that is past', '/availableAt', pending('bad', 'kim', 1n, { availableAt: start })],
  [
    'a time a thousand years ahead',
    '/availableAt',
    pending('bad', 'kim', 1n, { availableAt: new Date('3026-01-01') }),
  ],
  ['no time at all', '/availableAt', pending('bad', 'kim', 1n, { availableAt: new Date('') })],
  ['nobody who gets any', '/availableAt', pending('bad', 'ann', -1n)],
  [
    'two who get some',
    '/availableAt',
    {
      ...pending('bad', 'kim', 1n),
      legs: [
        { account: issuance, amount: -2n },
        { account: accountOf('kim'), amount: 1n },
        { account: accountOf('lou'), amount: 1n },
      ],
    },
  ],
])('refuses %s at %s, and writes nothing', async (_, pointer, posting) => {
  const before = await place.db.collection('entries').countDocuments()
  const failure = await failureOf(ledger.post(posting))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', [pointer]])
  expect(await place.db.collection('entries').countDocuments()).toBe(before)
})
