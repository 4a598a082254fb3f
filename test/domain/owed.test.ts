import { expect, it } from '@jest/globals'
import { unitsOf } from '../../src/domain/decimal.ts'
import { fractionOf } from '../../src/domain/fraction.ts'
import { owedOf } from '../../src/domain/owed.ts'
import type { Stretch } from '../../src/domain/owed.ts'

const unit = fractionOf('10.5')
const windows = (...multiples: string[]) =>
  multiples.map((paid, index) => ({ index, paid: unitsOf(paid) }))

function stretch(window: number, since: string, amount: string, ...factors: string[]): Stretch {
  return { window, since: unitsOf(since), amount: unitsOf(amount), factors }
}

it.each<[string, ReturnType<typeof windows>, Stretch[], string[], bigint]>([
  ['nothing for nothing', [], [], [], 0n],
  ['each window is rounded by itself', windows('1', '1'), [], [], 22n],
  [
    'the parts of a window come to its rounded whole',
    windows('2'),
    [stretch(0, '0', '1'), stretch(0, '1', '2')],
    [],
    21n,
  ],
  ['without payments, the first multipliers', windows('2'), [], ['2'], 42n],
  [
    'each multiple at its own',
    windows('2'),
    [stretch(0, '0', '1'), stretch(0, '1', '2', '3')],
    [],
    11n + 63n - 32n,
  ],
  [
    'what is new at those of the payment before',
    windows('4'),
    [stretch(0, '0', '2', '2')],
    [],
    84n,
  ],
  ['no more than was earned', windows('1'), [stretch(0, '0', '3', '2')], [], 21n],
  [
    'the later of two payments for the same',
    windows('1'),
    [stretch(0, '0', '1'), stretch(0, '0', '1', '2')],
    [],
    21n,
  ],
  [
    'a window without payments as the one before',
    windows('1', '1'),
    [stretch(0, '0', '1', '2')],
    [],
    42n,
  ],
  ['parts of multiples', windows('1.5'), [stretch(0, '0', '1'), stretch(0, '1', '1.5')], [], 16n],
])('%s', (_what, earned, stretches, first, minor) => {
  expect(owedOf(earned, unit, stretches, first)).toBe(minor)
})
