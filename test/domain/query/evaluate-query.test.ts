import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../../src/domain/failure.ts'
import { evaluateQuery } from '../../../src/domain/query/evaluate-query.ts'
import { isList, isRecord } from '../../../src/domain/query/json.ts'
import type { Json } from '../../../src/domain/query/json.ts'
import { queryBudget } from '../../../src/domain/query/limits.ts'
import type { QueryBudget } from '../../../src/domain/query/limits.ts'
import { parseQuery } from '../../../src/domain/query/parse-query.ts'
import type { Query } from '../../../src/domain/query/tree.ts'
import { event, expression, longExpression } from './expressions.ts'
import { harmlessQueries, largeEvents, nastyQueries } from './nasty.ts'

function valueOf(text: string, data: Json): Json {
  const answer = evaluateQuery(parseQuery(text), data)
  if (answer.kind === 'fault') throw new Error(answer.message)
  return answer.value
}

/** The entries of all lists and records that can be reached, each counted once. */
function entriesOf(value: Json, seen = new Set<Json>()): number {
  if (!(isList(value) || isRecord(value)) || seen.has(value)) return 0
  seen.add(value)
  const entries = Object.values(value)
  return entries.reduce<number>((sum, entry) => sum + entriesOf(entry, seen), entries.length)
}

function expectWithin(query: Query, data: Json, budget: QueryBudget) {
  const answer = evaluateQuery(query, data, budget)
  expect(answer.spent.steps).toBeLessThanOrEqual(budget.steps)
  expect(answer.spent.items).toBeLessThanOrEqual(budget.items)
  expect(answer.spent.characters).toBeLessThanOrEqual(budget.characters)
  if (answer.kind === 'fault') {
    expect(['invalid_type', 'invalid_value', 'too_costly']).toContain(answer.code)
    return answer
  }
  // Literals are at most as many as nodes.
  const most = entriesOf(data) + answer.spent.items + 128
  expect(entriesOf(answer.value)).toBeLessThanOrEqual(most)
  return answer
}

describe('a query finds', () => {
  const dices: Json[] = [{ data: { bet: 250 } }, { data: { bet: 50, won: true } }, { data: {} }]

  it.each<[string, Json, Json]>([
    ['[].data.bet', dices, [250, 50]],
    ['[?data.won].data.bet', dices, [50]],
    ['[?data.bet > `100`]', dices, [dices[0]!]],
    ['a.__proto__', { a: {} }, null],
    ['a.constructor', { a: {} }, null],
    ['"__proto__".x', JSON.parse('{"__proto__": {"x": 1}}') as Json, 1],
    ['length(@)', 'a\u{1f3b2}b', 3],
    ['reverse(@)', 'a\u{1f3b2}b', 'b\u{1f3b2}a'],
    ['sort(@)', ['\u{1f3b2}', '\uff5e', 'a'], ['a', '\uff5e', '\u{1f3b2}']],
    ['to_number(@)', '1e400', null],
    ['to_number(@)', '0x10', null],
    ['to_number(@)', '-1.5e3', -1500],
    ['ceil(@)', -0.5, 0],
    ['contains(@, `[1, {"a": 2}]`)', [[1, { a: 2 }]], true],
    ['contains(@, `1`)', 'abc1', false],
    [
      'max_by(@, &a).b',
      [
        { a: 1, b: 'first' },
        { a: 1, b: 'second' },
      ],
      'first',
    ],
    [
      'sort_by(@, &a)[].b',
      [
        { a: 2, b: 1 },
        { a: 1, b: 2 },
        { a: 2, b: 3 },
      ],
      [2, 1, 3],
    ],
    ['@ == `{"b": 1, "a": [2]}`', { a: [2], b: 1 }, true],
  ])('%s', (text, data, found) => {
    expect(valueOf(text, data)).toStrictEqual(found)
  })

  it('records with any name, without touching what all objects have in common', () => {
    const record = valueOf('{__proto__: @, constructor: @}', 1)
    expect(JSON.stringify(record)).toBe('{"__proto__":1,"constructor":1}')
    expect(valueOf('merge(@, @)', record)).toStrictEqual(record)
    expect(JSON.stringify(valueOf('merge(@, @)', record))).toBe(JSON.stringify(record))
  })
})

it.each([
  ['invalid_type', 'sum(@)', ['a']],
  ['invalid_type', 'sort_by(@, &a)', [{ a: 1 }, { a: 'x' }]],
  ['invalid_type', 'length(@)', 1],
  ['invalid_value', 'sum(@)', [1e308, 1e308]],
  ['too_costly', "join('', [@, @]) | join('', [@, @])", 'a'.repeat(200_000)],
])('a fault is an answer: %s for %s', (code, text, data) => {
  expect(evaluateQuery(parseQuery(text), data)).toMatchObject({ kind: 'fault', code })
})

describe('data nested without end', () => {
  const nested = (levels: number, core: Json) => {
    let list = core
    for (let level = 0; level < levels; level++) list = [list]
    return list
  }
  const data = [nested(20_000, 1), nested(20_000, 1)]

  it.each([
    'to_string(@)',
    '[0] == [1]',
    'contains([0], [1][0])',
    "join('', map(&to_string(@), @))",
  ])('is a fault where it is walked: %s', (text) => {
    expect(evaluateQuery(parseQuery(text), data)).toMatchObject({ code: 'too_costly' })
  })

  it('is no concern elsewhere', () => {
    expect(valueOf('[0] | length(@)', data)).toBe(1)
  })
})

it.each<[string, Json, number, number]>([
  ['@', [1, 2], 0, 0],
  ['[*]', [1, 2, null], 2, 0],
  ['[?@ > `1`]', [1, 2, 3], 2, 0],
  ['[]', [[1, 2], 3], 3 + 3, 0],
  ['*', { a: 1, b: null }, 2 + 1, 0],
  ['[::2]', [1, 2, 3], 2 + 2, 0],
  ['[a, b, c]', {}, 3, 0],
  ['{a: a, b: b}', {}, 2, 0],
  ['map(&a, @)', [1, 2], 2, 0],
  ['keys(@)', { a: 1, b: 2 }, 2, 0],
  ['values(@)', { a: 1, b: 2 }, 2, 0],
  ['merge(@, @)', { a: 1, b: 2 }, 4, 0],
  ['to_array(@)', 1, 1, 0],
  ['to_array(@)', [1, 2], 0, 0],
  ['sort(@)', [2, 1], 2, 0],
  ['sort_by(@, &@)', [2, 1], 2 + 2, 0],
  ['max_by(@, &@)', [2, 1], 2, 0],
  ['reverse(@)', [1, 2, 3], 3, 0],
  ['reverse(@)', 'abc', 3, 3],
  ["join(', ', @)", ['ab', 'c', 'd'], 0, 8],
  ['to_string(@)', 'abc', 0, 0],
  ['to_string(@)', { a: ['bc', 1] }, 0, 4 + 5 + 4 + 5 + 4],
])('%s of %j builds %i items and writes %i characters', (text, data, items, characters) => {
  expect(evaluateQuery(parseQuery(text), data).spent).toMatchObject({ items, characters })
})

it.each<[string, Json, number]>([
  ['@', [1, 2], 1],
  ['[*]', [1, 2, 3], 2 + 3 * 2],
  ['[?@]', [1, 2, 3], 2 + 3 * 3],
  ['a == b', { a: [1, 2], b: [1, 2] }, 3 + 3],
  ['a == b', { a: 'a'.repeat(80), b: 'b'.repeat(80) }, 3 + 1 + 10],
  ['@ == `{}`', { a: 1, b: 2 }, 3 + 1 + 2],
  ['!@ && !@', { a: 1, b: 2 }, 3 + 2],
  ['[keys(@), keys(@), length(@)]', { a: 1, b: 2 }, 7 + 2],
  ['length(@)', 'a'.repeat(80), 2 + 10],
  ["contains(@, 'b')", 'a'.repeat(80), 3 + 10],
  [`contains(@, '${'b'.repeat(200)}')`, 'a'.repeat(800), 3 + 200],
  ["starts_with(@, 'aaaaaaaab')", 'a'.repeat(80), 3 + 2],
  ['sum(@)', [1, 2, 3], 2 + 3],
  ['sort(@)', ['a'.repeat(80), 'a'.repeat(80)], 2 + 2 * 2 + 1 + 10],
  ['to_number(@)', '1'.repeat(80), 2 + 10],
  ['to_string(@)', ['a'.repeat(80), 1], 2 + 3 + 10],
])('%s of %j takes %i steps', (text, data, steps) => {
  expect(evaluateQuery(parseQuery(text), data).spent.steps).toBe(steps)
})

describe('no query takes more than its budget', () => {
  const events = Object.values(largeEvents).map((data) => [data])

  it.each(Object.entries(nastyQueries))('%s is stopped', (_, text) => {
    const query = parseQuery(text)
    const answers = events.map((data) => expectWithin(query, data, queryBudget))
    expect(answers).toContainEqual(expect.objectContaining({ code: 'too_costly' }))
  })

  it.each(Object.entries(harmlessQueries))('%s is answered', (_, text) => {
    const query = parseQuery(text)
    const answers = events.map((data) => expectWithin(query, data, queryBudget))
    expect(answers.filter(({ kind }) => kind === 'fault')).toEqual([])
  })

  it('whatever the query, the data and the budget', () => {
    const budget = fc.record({
      steps: fc.integer({ min: 0, max: 200 }),
      items: fc.integer({ min: 0, max: 50 }),
      characters: fc.integer({ min: 0, max: 100 }),
    })
    const text = fc.oneof(expression, longExpression)
    const data = fc.oneof(
      { weight: 4, arbitrary: fc.array(event, { maxLength: 4 }) },
      fc.constantFrom(...events),
    )
    let longest = 0
    fc.assert(
      fc.property(text, data, budget, (text, data, budget) => {
        const query = parsed(text)
        fc.pre(query !== undefined)
        longest = Math.max(longest, text.length)
        const whole = expectWithin(query, data, queryBudget)
        const part = expectWithin(query, data, budget)
        if (part.kind === 'found') expect(part).toEqual(whole)
      }),
      { numRuns: 500 },
    )
    expect(longest).toBeGreaterThan(200)
  })
})

function parsed(text: string): Query | undefined {
  try {
    return parseQuery(text)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
