import { expect, it } from '@jest/globals'
import { faultKinds } from '../../chaos/faults/index.ts'
import { planOf } from '../../chaos/plan.ts'
import { createRandom } from '../../chaos/random.ts'
import { canonical, decode, encode } from '../../chaos/wire.ts'

const kinds = faultKinds({ hasDisk: true, hasProduct: true })
const titlesOf = (seed: number, rounds: number) =>
  planOf(seed, rounds, kinds).map(({ faults }) =>
    faults.map(({ title, atMs, forMs }) => `${title} ${atMs} ${forMs}`),
  )

it('a seed draws the same plan every time, and another seed another one', () => {
  expect(titlesOf(1, 50)).toEqual(titlesOf(1, 50))
  expect(titlesOf(1, 50)).not.toEqual(titlesOf(2, 50))
  expect(titlesOf(1, 20)).toEqual(titlesOf(1, 50).slice(0, 20))
})

it('a plan brings about every fault, alone and in pairs', () => {
  const rounds = planOf(1, 400, kinds)
  const drawn = rounds.flatMap(({ faults }) => faults.map(({ title }) => title))
  for (const word of ['kill -9', 'SIGSTOP', 'restart', 'disk full', 'clock', 'network', 'error'])
    expect(drawn.filter((title) => title.includes(word)).length).toBeGreaterThan(5)
  for (const count of [0, 1, 2])
    expect(rounds.filter(({ faults }) => faults.length === count).length).toBeGreaterThan(5)
})

it('random numbers are spread evenly', () => {
  const random = createRandom(7)
  const drawn = Array.from({ length: 6_000 }, () => random.int(1, 6))
  for (const side of [1, 2, 3, 4, 5, 6]) {
    const share = drawn.filter((number) => number === side).length / drawn.length
    expect(Math.abs(share - 1 / 6)).toBeLessThan(0.02)
  }
  expect(random.shuffled([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4])
})

it('what is sent and logged comes back as what it was', () => {
  const value = { amount: -5n, at: new Date(86_400_000), text: 'plain', none: null, list: [1n] }
  expect(decode(encode(value))).toEqual(value)
  expect(canonical({ b: 1n, a: { d: 2, c: 3 } })).toBe(canonical({ a: { c: 3, d: 2 }, b: 1n }))
})
