import { afterAll, beforeAll, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
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

it('finds a time among 10,000 entries in four round trips', async () => {
  const account = accountOf('bob')
  for (const batch of times(20, (index) => index)) {
    clock = start + batch * 1_000
    await ledger.postAll(times(500, (index) => reward(`b${batch}-${index}`, 'bob', 1n)))
  }
  const entries = await collectionsOf(place.db).entries.find({ account }).sort({ seq: 1 }).toArray()
  expect(entries).toHaveLength(10_000)

  const client = await mongoose.mongo.MongoClient.connect(place.url, { monitorCommands: true })
  try {
    let trips = 0
    client.on('commandStarted', () => trips++)
    const metered = createLedger({ db: client.db(place.db.databaseName), client })
    for (const time of times(41, (index) => start - 500 + index * 500)) {
      trips = 0
      const seq = entries.findLast(({ at }) => at.getTime() <= time)?.seq ?? 0
      expect(await metered.balanceAsOf(account, new Date(time))).toMatchObject({ seq })
      expect(trips).toBeLessThanOrEqual(4)
    }
  } finally {
    await client.close()
  }
})

it.each([1, 2, 3, 32, 33, 34, 35, 80])('finds every time among %i entries', async (count) => {
  const user = `u${count}`
  const postings = times(count, (index) => reward(`${user}-${index}`, user, 1n))
  await ledger.postAll(postings)
  const { entries } = collectionsOf(place.db)
  // Their round gave them one time; this is about many.
  await entries.bulkWrite(
    times(count, (index) => ({
      updateOne: {
        filter: { account: accountOf(user), seq: index + 1 },
        update: { $set: { at: new Date(start + (index + 1) * 10) } },
      },
    })),
  )
  for (const seq of times(count + 1, (index) => index)) {
    for (const past of seq === 0 ? [0, 9] : [0, 5, 9]) {
      const asOf = await ledger.balanceAsOf(accountOf(user), new Date(start + seq * 10 + past))
      expect([seq, past, asOf.seq]).toEqual([seq, past, seq])
    }
  }
})
