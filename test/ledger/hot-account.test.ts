import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountOf, openPlace, problemsOf, reward, times, transfer, turn } from './support.ts'
import type { Place } from './support.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace()
})

afterAll(() => place.close())

it('takes 64 writers at once on one account, from two ledgers, without a gap', async () => {
  const ledgers = [place.open(), place.open()] as const
  const written = await Promise.all(
    times(64, async (writer) => {
      const own = times(5, (index) => reward(`w${writer}-${index}`, 'hot', BigInt(writer + 1)))
      for (const posting of own) await turn(ledgers, writer).post(posting)
      return own.length
    }),
  )
  const total = written.reduce((a, b) => a + b)
  // 5 times the sum of 1 to 64.
  expect(await ledgers[0].balance(accountOf('hot'))).toMatchObject({ balance: 10_400n, seq: total })
  const seqs = (await ledgers[1].statement(accountOf('hot'), { limit: 1_000 })).map(
    ({ seq }) => seq,
  )
  expect(seqs).toEqual(times(total, (index) => total - index))
  expect(await problemsOf(place)).toEqual([])
})

it('loses nothing when two ledgers move points around in a ring', async () => {
  const ledgers = [place.open(), place.open()] as const
  const users = times(6, (index) => `ring${index}`)
  await ledgers[0].postAll(users.map((user) => reward(`start-${user}`, user, 100n)))
  await Promise.all(
    times(80, async (index) => {
      const [from = '', to = ''] = [users[index % 6], users[(index * 5 + 1) % 6]]
      if (from !== to) await turn(ledgers, index).postAll([transfer(`t${index}`, from, to, 40n)])
    }),
  )
  const balances = await Promise.all(users.map((user) => ledgers[0].balance(accountOf(user))))
  expect(balances.reduce((sum, { balance }) => sum + balance, 0n)).toBe(600n)
  expect(await problemsOf(place)).toEqual([])
})

it('gives an answer that came first the lower seq', async () => {
  const ledgers = [place.open(), place.open()] as const
  for (const index of times(10, (index) => index)) {
    const { entries } = await turn(ledgers, index).post(reward(`order${index}`, 'order', 1n))
    expect(entries[0]?.seq).toBe(index + 1)
  }
})
