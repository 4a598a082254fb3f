import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { evaluateQuery } from '../../../src/domain/query/evaluate-query.ts'
import type { Answer } from '../../../src/domain/query/evaluate-query.ts'
import type { Json } from '../../../src/domain/query/json.ts'
import { parseQuery } from '../../../src/domain/query/parse-query.ts'
import { countOf, valueOf } from '../../../src/domain/query/worth.ts'

const found = (value: Json): Answer => ({
  kind: 'found',
  value,
  spent: { steps: 0, items: 0, characters: 0 },
})
const asked = (text: string, event: Json) => evaluateQuery(parseQuery(text), [event])
const reasonsOf = (ignored: readonly { reason: string; times: number }[]) =>
  Object.fromEntries(ignored.map(({ reason, times }) => [reason, times]))

describe('the event of the document', () => {
  const event = { category: 'dices', name: 'GameSession', data: { bet: 250 } }

  it('is worth its bet', () => {
    expect(valueOf(asked('[].data.bet', event))).toEqual({ value: '250', ignored: [] })
  })

  it('counts once where the query finds it, whatever it finds', () => {
    for (const query of ['[].data.bet', '@', "[?name == 'GameSession']", '[].data.[bet, bet][]']) {
      expect(countOf(asked(query, event))).toEqual({ count: 1, ignored: [] })
    }
  })

  it('does not count where the query finds nothing', () => {
    for (const query of ['[].data.tip', '[?data.bet > `250`]', '[].data.bet == `250`']) {
      const { count, ignored } = countOf(asked(query, event))
      expect({ count, reasons: reasonsOf(ignored) }).toEqual({ count: 0, reasons: { no_match: 1 } })
    }
  })
})

it.each<[Json, 0 | 1]>([
  [[], 0],
  [[null, false, '', [], {}], 0],
  [[false, 0], 1],
  [[false, true], 1],
  [null, 0],
  [false, 0],
  ['', 0],
  [{}, 0],
  [0, 1],
  ['x', 1],
  [true, 1],
  [{ a: null }, 1],
  [[[null]], 1],
])('%j counts %i', (value, count) => {
  expect(countOf(found(value)).count).toBe(count)
})

it.each<[Json, string, Record<string, number>]>([
  [[250, 250], '500', {}],
  [250, '250', {}],
  [[0.1, 0.2], '0.3', {}],
  [[1e-7, 2.5e-7], '0.00000035', {}],
  [[1e21, 1], '1000000000000000000001', {}],
  [[0, -0], '0', {}],
  [[], '0', { not_found: 1 }],
  [null, '0', { null: 1 }],
  [[1, null, 2], '3', { null: 1 }],
  [['5', 1], '1', { string: 1 }],
  ['5', '0', { string: 1 }],
  [[true, false, 1], '1', { boolean: 2 }],
  [[[1, 2], 3], '3', { array: 1 }],
  [[{ bet: 1 }], '0', { object: 1 }],
  [[-5, 10, -0.5], '10', { negative: 2 }],
  [[1e30, 1], '1', { out_of_range: 1 }],
  [[9.99e29, 1], '999000000000000000000000000001', {}],
  [[1e-31], '0', { out_of_range: 1 }],
  [[5e-324], '0', { out_of_range: 1 }],
  [[Infinity, Number.NaN, 1], '1', { out_of_range: 2 }],
])('%j is worth %s', (value, worth, reasons) => {
  const answer = valueOf(found(value))
  expect({ value: answer.value, reasons: reasonsOf(answer.ignored) }).toEqual({
    value: worth,
    reasons,
  })
  for (const { message } of answer.ignored) expect(message).toMatch(/^[A-Z\[a-z].+\w$/)
})

it('a query that cannot be asked of an event neither counts nor is worth anything, and says why', () => {
  const answer = asked('[].sum(data.rolls)', { data: { rolls: ['a'] } })
  const ignored = [
    {
      reason: 'invalid_type',
      message: 'sum() takes an array of numbers as argument 1',
      times: 1,
    },
  ]
  expect(countOf(answer)).toEqual({ count: 0, ignored })
  expect(valueOf(answer)).toEqual({ value: '0', ignored })
})

it('numbers are added as the decimals they are written as, in whatever order', () => {
  const cents = fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { maxLength: 30 })
  fc.assert(
    fc.property(cents, (cents) => {
      const total = cents.reduce((sum, each) => sum + each, 0)
      const expected = valueOf(found([total / 100])).value
      const values = cents.map((each) => each / 100)
      if (cents.length > 0) expect(valueOf(found(values)).value).toBe(expected)
      expect(valueOf(found(values.toReversed())).value).toBe(valueOf(found(values)).value)
    }),
  )
})
