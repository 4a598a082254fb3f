import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createBoard } from '../../../src/ledger/ranking/board.ts'
import type { Change, Fields } from '../../../src/ledger/ranking/changes.ts'
import { naiveOrder } from './naive.ts'
import type { Key } from './naive.ts'

/** What happens to an account; `fields` is what an update changes, all of them where there was none. */
const happening = fc.record({
  owner: fc.constantFrom('a', 'b', 'c', 'd'),
  isGone: fc.boolean(),
  fields: fc.record(
    { balance: fc.bigInt({ min: -2n, max: 2n }), since: fc.integer({ min: 0, max: 3 }) },
    { requiredKeys: [] },
  ),
})
const history = fc.array(happening, { minLength: 1, maxLength: 40 })

/** The changes as the stream tells them, and the accounts after each. */
function played(happenings: readonly { owner: string; isGone: boolean; fields: Fields }[]) {
  const states: ReadonlyMap<string, Key>[] = [new Map()]
  const changes: (Change & { owner: string })[] = []
  for (const [index, { owner, isGone, fields }] of happenings.entries()) {
    const before = states.at(-1)?.get(owner)
    if (isGone && !before) continue
    const all = before ? fields : { balance: 0n, since: 0, ...fields }
    const change = {
      owner,
      account: `o:w:c:${owner}`,
      time: BigInt(index + 1),
      at: new Date(index),
    }
    changes.push(isGone ? change : { ...change, fields: all })
    const after = new Map(states.at(-1))
    if (isGone) after.delete(owner)
    else after.set(owner, { balance: 0n, since: 0, ...before, ...all })
    states.push(after)
  }
  return { changes, states }
}

it('comes to the same, whenever it is loaded and however far the stream lags', () => {
  fc.assert(
    fc.property(history, fc.nat(), fc.nat(), fc.nat(), (happenings, one, two, three) => {
      const { changes, states } = played(happenings)
      const within = (number: number) => number % (changes.length + 1)
      // Told from `first` on; loaded as it was after `read`, when all up to `told` had been told.
      const [first = 0, read = 0] = [within(one), within(two)].toSorted((a, b) => a - b)
      const told = Math.max(first, within(three))
      const board = createBoard('o:w:c')
      for (const change of changes.slice(first, told)) board.follow(change.owner, change)
      for (const [owner, key] of states[read] ?? []) board.load({ owner, ...key })
      board.loaded(changes[read - 1]?.time ?? 0n)
      for (const change of changes.slice(told)) board.follow(change.owner, change)
      expect(board.range(1, 9).map(({ account }) => account)).toEqual(
        naiveOrder(states.at(-1) ?? new Map()),
      )
    }),
    { numRuns: 2_000 },
  )
})

it('notices that it has missed something', () => {
  const board = createBoard('o:w:c')
  board.loaded(1n)
  const change = { account: 'o:w:c:a', at: new Date(0), time: 2n }
  expect(() => board.follow('a', { ...change, fields: { balance: 1n } })).toThrow('not known')
})

it('has no place for the accounts of the system', () => {
  const board = createBoard('o:w:c')
  for (const owner of ['issuance', 'issuance:3', 'holds', 'expired', 'budget:r', 'cap:r:u:w']) {
    board.load({ owner, balance: 1n, since: 1 })
  }
  for (const owner of ['issuances', 'hold', '%69ssuance'])
    board.load({ owner, balance: 1n, since: 1 })
  board.loaded(1n)
  expect(board.range(1, 9).map(({ account }) => account)).toEqual([
    '%69ssuance',
    'hold',
    'issuances',
  ])
})
