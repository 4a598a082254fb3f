import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Ledger } from '../../src/ledger/types.ts'
import { accountOf, openPlace, problemsOf, reward, times } from './support.ts'
import type { Place } from './support.ts'

const start = Date.UTC(2026, 0, 1)
let place: Place
let ledger: Ledger
let clock = start

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open({ now: () => new Date(clock) })
  for (const index of times(20, (index) => index)) {
    clock = start + index * 1_000
    await ledger.post(reward(`r${index}`, 'ann', 1n))
  }
})

afterAll(() => place.close())

it('pages through a statement, newest first', async () => {
  const first = await ledger.statement(accountOf('ann'), { limit: 8 })
  const second = await ledger.statement(accountOf('ann'), { limit: 8, before: first.at(-1)?.seq })
  expect([...first, ...second].map(({ seq }) => seq)).toEqual(times(16, (index) => 20 - index))
  expect(await ledger.statement(accountOf('ann'), { before: 1 })).toEqual([])
})

it.each([
  [0, 0n],
  [1, 1n],
  [13, 13n],
  [20, 20n],
  [99, 20n],
])('knows the balance as of entry %i', async (seq, balance) => {
  expect(await ledger.balanceAsOf(accountOf('ann'), seq)).toMatchObject({ balance })
})

it.each([
  [start - 1, 0],
  [start, 1],
  [start + 999, 1],
  [start + 12_500, 13],
  [start + 19_000, 20],
  [Date.UTC(2030, 0), 20],
])('knows the balance as of the time %i', async (time, seq) => {
  const asOf = await ledger.balanceAsOf(accountOf('ann'), new Date(time))
  expect(asOf).toMatchObject({ seq, balance: BigInt(seq) })
})

it('knows an account that was never used', async () => {
  const nothing = { balance: 0n, held: 0n, available: 0n, seq: 0 }
  expect(await ledger.balance(accountOf('nobody'))).toEqual(nothing)
  expect(await ledger.balanceAsOf(accountOf('nobody'), new Date(start))).toEqual(nothing)
  expect(await ledger.statement(accountOf('nobody'))).toEqual([])
})

it('lets no time run backwards within an account, whatever the clock does', async () => {
  clock = start - 3_600_000
  const { entries } = await ledger.post(reward('back', 'ann', 1n))
  expect(entries[0]?.at).toEqual(new Date(start + 19_000))
  expect(await problemsOf(place)).toEqual([])
})
