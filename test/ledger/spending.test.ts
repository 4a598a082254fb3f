import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Ledger, Spending } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  issuance,
  openPlace,
  pointersOf,
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
  ledger = place.open({ floorOf: (account) => (account === accountOf('deb') ? -5n : 0n) })
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

function spending(key: string, from: string[], amount: bigint, more: Partial<Spending> = {}) {
  const accounts = from.map(accountOf)
  return { key, kind: 'withdrawal', from: accounts, to: issuance, amount, ...more } as const
}

function give(user: string, amount: bigint) {
  return ledger.post(reward(`give-${user}-${amount}`, user, amount))
}

async function balancesOf(...users: string[]): Promise<bigint[]> {
  return Promise.all(users.map(async (user) => (await ledger.balance(accountOf(user))).balance))
}

it('drains who asks first, then the others', async () => {
  await give('ann', 100n)
  await give('ben', 300n)
  const { entries } = await ledger.spend(spending('a1', ['ann', 'ben'], 350n))
  expect(entries).toMatchObject([
    { account: accountOf('ann'), amount: -100n, asked: -350n, balance: 0n, kind: 'withdrawal' },
    { account: accountOf('ben'), amount: -250n, balance: 50n },
  ])
  expect(new Set(entries.map(({ posting }) => posting)).size).toBe(1)
})

it('leaves the others alone while there is enough', async () => {
  await give('cat', 100n)
  await give('dan', 100n)
  const { entries } = await ledger.spend(spending('b1', ['cat', 'dan'], 100n))
  expect(entries.map(({ account, amount, asked }) => [account, amount, asked])).toEqual([
    [accountOf('cat'), -100n, undefined],
  ])
})

it('takes all of it from the others where who asks has nothing', async () => {
  await give('eli', 100n)
  const { entries } = await ledger.spend(spending('c1', ['eva', 'eli'], 30n))
  expect(entries.map(({ amount, asked }) => [amount, asked])).toEqual([
    [0n, -30n],
    [-30n, undefined],
  ])
})

it('stops at floors and holds, and passes closed accounts by', async () => {
  await give('fay', 10n)
  await give('gus', 10n)
  await give('hal', 10n)
  const expiresAt = new Date(Date.now() + 60_000)
  await ledger.hold({ key: 'd1', account: accountOf('fay'), amount: 4n, expiresAt })
  await ledger.close(accountOf('gus'))
  const { entries } = await ledger.spend(spending('d2', ['fay', 'gus', 'deb', 'hal'], 13n))
  expect(entries.map(({ account, amount }) => [account, amount])).toEqual([
    [accountOf('fay'), -6n],
    [accountOf('deb'), -5n],
    [accountOf('hal'), -2n],
  ])
})

it('is refused as a whole, for its key, on the account of who asks', async () => {
  await give('ida', 10n)
  await give('jim', 10n)
  const failure = await failureOf(ledger.spend(spending('e1', ['ida', 'jim'], 21n)))
  expect([failure.code, pointersOf(failure)]).toEqual(['insufficient_points', ['/from/0']])
  expect(await balancesOf('ida', 'jim')).toEqual([10n, 10n])
  await give('jim', 90n)
  const again = await failureOf(ledger.spend(spending('e1', ['ida', 'jim'], 21n)))
  expect(again.code).toBe('insufficient_points')
  const [refusal] = await ledger.statement(accountOf('ida'))
  expect(refusal).toMatchObject({ kind: 'refusal', key: 'e1' })
})

it('takes what all of them have if it may be cut', async () => {
  await give('kim', 10n)
  await give('lou', 20n)
  const { entries } = await ledger.spend(
    spending('f1', ['kim', 'nobody', 'lou'], 99n, { mayCut: true, to: accountOf('shop') }),
  )
  expect(entries.map(({ amount, asked }) => [amount, asked])).toEqual([
    [-10n, -99n],
    [-20n, undefined],
    [30n, 99n],
  ])
  const empty = ledger.spend(spending('f2', ['kim', 'lou'], 1n, { mayCut: true }))
  expect((await failureOf(empty)).code).toBe('insufficient_points')
})

it('is the same again whoever helps, and another one for another sum, payer or payee', async () => {
  await give('max', 10n)
  await give('ned', 20n)
  const first = await ledger.spend(spending('g1', ['max', 'ned'], 25n))
  for (const from of [['max'], ['max', 'ned'], ['max', 'oda', 'ned']]) {
    expect(await ledger.spend(spending('g1', from, 25n))).toEqual({ ...first, replayed: true })
  }
  const others: [Spending, string][] = [
    [spending('g1', ['max', 'ned'], 24n), '/amount'],
    [spending('g1', ['ned', 'max'], 25n), '/account'],
    [spending('g1', ['max', 'ned'], 25n, { to: accountOf('shop') }), '/legs'],
    [spending('g1', ['max', 'ned'], 25n, { rule: 'rul_2' }), '/rule'],
    [spending('g1', ['max', 'ned'], 25n, { kind: 'transaction' }), '/kind'],
  ]
  for (const [other, pointer] of others) {
    const failure = await failureOf(ledger.spend(other))
    expect([failure.code, pointersOf(failure)]).toEqual(['key_conflict', [pointer]])
  }
})

it('is no other posting that begins like it', async () => {
  await give('pam', 30n)
  const legs = [
    { account: accountOf('pam'), amount: -5n },
    { account: accountOf('ned'), amount: -3n },
    { account: issuance, amount: 8n },
  ]
  await give('ned', 3n)
  await ledger.post({ key: 'h1', kind: 'withdrawal', legs })
  const failure = await failureOf(ledger.spend(spending('h1', ['pam'], 5n)))
  expect([failure.code, pointersOf(failure)]).toEqual(['key_conflict', ['/legs']])
})

it('gives back a part of it in proportion, and all of it to the unit', async () => {
  await give('quinn', 100n)
  await give('rae', 300n)
  const { entries } = await ledger.spend(spending('i1', ['quinn', 'rae'], 350n))
  const entry = entries[0]?.id ?? ''
  await ledger.reverse({ entry, amount: 35n, of: 'posting', name: 'one' })
  expect(await balancesOf('quinn', 'rae')).toEqual([10n, 75n])
  await ledger.reverse({ entry, amount: 10n, name: 'two' })
  expect(await balancesOf('quinn', 'rae')).toEqual([20n, 100n])
  const beyond = ledger.reverse({ entry, amount: 281n, of: 'posting', name: 'three' })
  expect(pointersOf(await failureOf(beyond))).toEqual(['/amount'])
  await ledger.reverse({ entry })
  expect(await balancesOf('quinn', 'rae')).toEqual([100n, 300n])
})

it('spends nothing twice when two of a group spend at the same time', async () => {
  await give('sue', 50n)
  await give('tom', 50n)
  const ledgers = [place.open(), place.open()] as const
  const results = await Promise.allSettled(
    times(30, (index) =>
      turn(ledgers, index).spend(
        spending(`j-${index}`, index % 2 ? ['sue', 'tom'] : ['tom', 'sue'], 7n),
      ),
    ),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(14)
  expect((await balancesOf('sue', 'tom')).reduce((a, b) => a + b)).toBe(2n)
})

it.each<[string, string, Partial<Spending>]>([
  ['nobody', '/from', { from: [] }],
  ['too many', '/from', { from: times(101, (index) => accountOf(`u${index}`)) }],
  ['one twice', '/from/1', { from: [accountOf('ann'), accountOf('ann')] }],
  ['another currency', '/from/1', { from: [accountOf('ann'), 'org_1:web_1:cur_2:ben'] }],
  ['no user', '/from/1', { from: [accountOf('ann'), issuance] }],
  ['a malformed account', '/from/0', { from: ['org_1:web_1:cur_1:a b'] }],
  ['a payee who spends', '/to', { to: accountOf('ann') }],
  ['a payee of another currency', '/to', { to: 'org_1:web_1:cur_2:issuance' }],
  ['a counter for a payee', '/to', { to: 'org_1:web_1:cur_1:budget:rul_1' }],
  ['nothing', '/amount', { amount: 0n }],
  ['less than nothing', '/amount', { amount: -1n }],
  ['over 64 bits', '/amount', { amount: 2n ** 63n }],
  ['no key', '/key', { key: '' }],
])('refuses a spending of %s at %s, and writes nothing', async (_, pointer, wrong) => {
  const before = await place.db.collection('entries').countDocuments()
  const failure = await failureOf(ledger.spend({ ...spending('bad', ['ann'], 1n), ...wrong }))
  expect([failure.code, pointersOf(failure)]).toEqual(['invalid_request', [pointer]])
  expect(await place.db.collection('entries').countDocuments()).toBe(before)
})

it('is found as any other posting, and transfers are none', async () => {
  expect((await ledger.findPosting('a1'))?.entries).toHaveLength(2)
  await give('uma', 5n)
  await ledger.post(transfer('k1', 'uma', 'shop', 5n))
  const same = ledger.spend({ ...spending('k1', ['uma'], 5n), kind: 'transaction' })
  expect(pointersOf(await failureOf(same))).toEqual(['/legs'])
})
