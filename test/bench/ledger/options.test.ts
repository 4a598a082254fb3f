import { expect, it } from '@jest/globals'
import { parseOptions } from '../../../bench/ledger/options.ts'

it.each([
  [[], { json: false, quick: false }],
  [['--quick', '--json'], { json: true, quick: true }],
  [['--memory'], { json: false, quick: false, memoryMinutes: 10 }],
  [['--memory', '--json'], { json: true, quick: false, memoryMinutes: 10 }],
  [['--memory', '0.5'], { json: false, quick: false, memoryMinutes: 0.5 }],
])('understands %j', (args, options) => {
  expect(parseOptions(args)).toEqual(options)
})

it.each([[['--memory', '0']], [['--memory=soon']], [['--slow']], [['more']]])(
  'does not understand %j',
  (args) => {
    expect(() => parseOptions(args)).toThrow()
  },
)

it('explains itself', () => {
  expect(parseOptions(['--help'])).toBe('help')
})
