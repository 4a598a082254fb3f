import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountId } from '../../src/ledger/account.ts'
import type { Hold, Ledger } from '../../src/ledger/types.ts'
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
} from './support.ts'
import type { Place } from './support.ts'

const start = new Date('2026-01-01T00:00:00Z')
let place: Place
let ledger: Ledger
let now = start

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open({ now: () => now })
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

function hold(key: string, user: string, amount: bigint, more: Partial<Hold> = {}): Hold {
  const expiresAt = new Date(start.getTime() + 60_000)
  return { key, account: accountOf(user), amount, expiresAt, ...more }
}

function openHolds(): Promise<number> {
  return place.db.collection('holds').countDocuments()
}

it('sets points aside that cannot be spent meanwhile', async () => {
  await ledger.post(reward('a1', 'ann', 10n))
  const held = await ledger.hold(hold('a2', 'ann', 6n))
  expect(held.entries).toMatchObject([{ kind: 'hold', amount: 0n, balance: 10n, held: 6n }])
  expect(await ledger.hold(hold('a2', 'ann', 6n))).toEqual({ ...held, replayed: true })
  expect(await ledger.balance(accountOf('ann'))).toMatchObject({ balance: 10n, available: 4n })
  expect((await failureOf(ledger.post(reward('a3', 'ann', -5n)))).code).toBe('insufficient_points')
  expect((await failureOf(ledger.hold(hold('a4', 'ann', 5n)))).code).toBe('insufficient_points')
})

it('captures a hold in full', async () => {
  await ledger.post(reward('b1', 'bob', 10n))
  await ledger.hold(hold('b2', 'bob', 6n, { rule: 'rul_1' }))
  const captured = await ledger.capture({ hold: 'b2', to: accountOf('shop') })
  expect(captured.entries).toMatchObject([
    { account: accountOf('bob'), amount: -6n, balance: 4n, held: 0n, rule: 'rul_1' },
    { account: accountOf('shop'), amount: 6n, balance: 6n },
  ])
})

it('captures a part and releases the rest', async () => {
  await ledger.post(reward('c1', 'cat', 10n))
  await ledger.hold(hold('c2', 'cat', 6n))
  await ledger.capture({ hold: 'c2', to: issuance, amount: 2n })
  expect(await ledger.balance(accountOf('cat'))).toMatchObject({ balance: 8n, available: 8n })
})

it('answers the same capture again, and refuses every other end of the hold', async () => {
  await ledger.post(reward('d1', 'dan', 10n))
  await ledger.hold(hold('d2', 'dan', 6n))
  const captured = await ledger.capture({ hold: 'd2', to: issuance })
  expect(await ledger.capture({ hold: 'd2', to: issuance })).toEqual({
    ...captured,
    replayed: true,
  })
  const other = await failureOf(ledger.capture({ hold: 'd2', to: issuance, amount: 1n }))
  const voided = await failureOf(ledger.void('d2'))
  for (const failure of [other, voided]) {
    expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', ['/hold']])
  }
})

it('voids a hold once', async () => {
  await ledger.post(reward('e1', 'eve', 10n))
  await ledger.hold(hold('e2', 'eve', 6n))
  const voided = await ledger.void('e2', 'changed their mind')
  expect(voided.entries).toMatchObject([{ kind: 'void', amount: 0n, held: 0n, balance: 10n }])
  expect(await ledger.void('e2')).toEqual({ ...voided, replayed: true })
  expect((await failureOf(ledger.capture({ hold: 'e2', to: issuance }))).code).toBe(
    'invalid_request',
  )
})

it('lets one of a capture and a void that race win', async () => {
  await ledger.post(reward('f1', 'fay', 100n))
  const [one, two] = [place.open({ now: () => now }), place.open({ now: () => now })]
  for (const round of times(5, (index) => `f2-${index}`)) {
    await ledger.hold(hold(round, 'fay', 10n))
    const ends = await Promise.allSettled([
      one.capture({ hold: round, to: issuance }),
      two.void(round),
      two.capture({ hold: round, to: issuance, amount: 5n }),
    ])
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  }
  expect(await ledger.balance(accountOf('fay'))).toMatchObject({ held: 0n })
})

it('releases what ran out, once, and keeps the rest', async () => {
  await ledger.post(reward('g1', 'gus', 10n))
  await ledger.hold(hold('g2', 'gus', 2n))
  await ledger.hold(hold('g3', 'gus', 3n, { expiresAt: new Date(start.getTime() + 120_000) }))
  await ledger.void('a2')
  const before = await openHolds()
  now = new Date(start.getTime() + 60_000)
  const late = await failureOf(ledger.capture({ hold: 'g2', to: issuance }))
  expect(late.errors).toMatchObject([{ pointer: '/hold', code: 'hold_expired' }])
  const released = await Promise.all([ledger.expireHolds(now), place.open().expireHolds(now)])
  expect(released.reduce((a, b) => a + b)).toBe(1)
  expect(await openHolds()).toBe(before - 1)
  expect(await ledger.balance(accountOf('gus'))).toMatchObject({ held: 3n, available: 7n })
  expect(await ledger.expireHolds(now)).toBe(0)
})

it('still answers a hold that is sent again after it ran out', async () => {
  expect((await ledger.hold(hold('g2', 'gus', 2n))).replayed).toBe(true)
})

it('lets a closed account release its holds and nothing else', async () => {
  now = start
  await ledger.post(reward('h1', 'hal', 10n))
  await ledger.hold(hold('h2', 'hal', 2n))
  await ledger.close(accountOf('hal'))
  const captured = await failureOf(ledger.capture({ hold: 'h2', to: issuance }))
  expect(captured.code).toBe('account_closed')
})

it('lets a closed account release its holds, be it after a capture that it refused', async () => {
  await ledger.post(reward('i1', 'ida', 10n))
  await ledger.hold(hold('i2', 'ida', 2n))
  await ledger.hold(hold('i3', 'ida', 3n))
  await ledger.close(accountOf('ida'))
  const captured = await failureOf(ledger.capture({ hold: 'i2', to: issuance }))
  expect([captured.code, pointersOf(captured)]).toEqual(['account_closed', ['/hold']])
  await ledger.void('i2')
  await ledger.void('i3')
  expect(await ledger.balance(accountOf('ida'))).toMatchObject({ held: 0n })
})

it('leaves a hold open that was captured for a closed account', async () => {
  await ledger.post(reward('k1', 'kay', 10n))
  await ledger.hold(hold('k2', 'kay', 2n))
  await ledger.close(accountOf('lou'))
  const captured = await failureOf(ledger.capture({ hold: 'k2', to: accountOf('lou') }))
  expect([captured.code, pointersOf(captured)]).toEqual(['account_closed', ['/to']])
  await ledger.capture({ hold: 'k2', to: issuance })
  expect(await ledger.balance(accountOf('kay'))).toMatchObject({ balance: 8n, held: 0n })
})

it.each([
  ['/amount', { amount: 0n }],
  ['/amount', { amount: -1n }],
  ['/amount', { amount: 2n ** 63n }],
  ['/account', { account: issuance }],
  ['/key', { key: '' }],
  ['/expiresAt', { expiresAt: new Date(-1) }],
  ['/expiresAt', { expiresAt: new Date('2190-01-01') }],
  ['/expiresAt', { expiresAt: new Date(Number.NaN) }],
  ['/expiresAt', { expiresAt: start }],
])('refuses a hold whose %s is wrong: %j', async (pointer, wrong) => {
  const failure = await failureOf(ledger.hold(hold('x', 'ian', 1n, wrong)))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', [pointer]])
  expect(await ledger.findPosting('x')).toBeUndefined()
})

it('refuses a capture that cannot be', async () => {
  await ledger.post(reward('j1', 'jim', 10n))
  await ledger.hold(hold('j2', 'jim', 5n))
  const otherCurrency = accountId({ ...points, currency: 'cur_2', owner: 'jim' })
  const captures = [
    { hold: 'j2', to: issuance, amount: 6n },
    { hold: 'j2', to: issuance, amount: 0n },
    { hold: 'j2', to: otherCurrency },
    { hold: 'j2', to: 'nowhere' },
  ]
  const failures = await Promise.all(captures.map((capture) => failureOf(ledger.capture(capture))))
  expect(failures.flatMap(pointersOf)).toEqual(['/amount', '/amount', '/to', '/to'])
  expect((await failureOf(ledger.capture({ hold: 'j1', to: issuance }))).code).toBe('not_found')
  expect((await failureOf(ledger.void('unheard-of'))).code).toBe('not_found')
})
