import { expect, it } from '@jest/globals'
import { createCredits, usersOf } from '../../../bench/ledger/credits.ts'
import type { Spread } from '../../../bench/ledger/job.ts'

it.each<[Spread, number]>([
  ['hot', 1],
  ['new', 2000],
])('%s credits go to %i accounts', (spread, accounts) => {
  const credits = take(2000, { spread, writer: 0 })
  expect(new Set(credits.map(({ account }) => account)).size).toBe(accounts)
})

it('uniform credits go to the accounts that are known before', () => {
  const users = usersOf('uniform')
  const seen = new Set(take(2000, { spread: 'uniform', writer: 0 }).map(({ user }) => user))
  expect(seen.size).toBeGreaterThan(1500)
  expect([...seen].filter((user) => !users.includes(user))).toEqual([])
})

it('two writers post to the same accounts under keys of their own', () => {
  const [one, other] = [0, 1].map((writer) => take(500, { spread: 'hot', writer }))
  const credits = [...(one ?? []), ...(other ?? [])]
  expect(new Set(credits.map(({ account }) => account)).size).toBe(1)
  expect(new Set(credits.map(({ key }) => key)).size).toBe(1000)
})

it('repeats a share of the keys, with the same content', () => {
  const credits = take(20_000, { spread: 'uniform', writer: 0, repeatedShare: 0.02 })
  const repeats = credits.filter(({ isRepeat }) => isRepeat)
  expect(repeats.length).toBeGreaterThan(300)
  expect(repeats.length).toBeLessThan(500)
  const first = new Map(credits.toReversed().map((credit) => [credit.key, credit]))
  for (const repeat of repeats) {
    expect({ ...first.get(repeat.key), isRepeat: true }).toEqual(repeat)
    expect(first.get(repeat.key)?.isRepeat).toBe(false)
  }
})

it('repeats nothing unless it is asked to', () => {
  const keys = take(5000, { spread: 'uniform', writer: 0 }).map(({ key }) => key)
  expect(new Set(keys).size).toBe(5000)
})

function take(count: number, of: Parameters<typeof createCredits>[0]) {
  const { next } = createCredits(of)
  return Array.from({ length: count }, next)
}
