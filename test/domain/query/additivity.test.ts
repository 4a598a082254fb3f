import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../../src/domain/failure.ts'
import { add, compare, fractionOf } from '../../../src/domain/fraction.ts'
import { additivityOf } from '../../../src/domain/query/additivity.ts'
import { evaluateQuery } from '../../../src/domain/query/evaluate-query.ts'
import type { Json } from '../../../src/domain/query/json.ts'
import { parseQuery } from '../../../src/domain/query/parse-query.ts'
import { valueOf } from '../../../src/domain/query/worth.ts'
import { additiveExpression, event, expression } from './expressions.ts'

describe('a query that only picks from the list of events is additive', () => {
  it.each([
    '@',
    '[]',
    '[].data.bet',
    '[*].data.rolls[]',
    '[].data.rolls[0]',
    '[].data.rolls[::-1]',
    '[?data.bet > `100`]',
    "[?category == 'dices' && data.won].data.bet",
    '[].data | [].bet',
    '[].sum(data.rolls)',
    '[].length(data.tags)',
    '[].[data.bet, data.tip][]',
    '[].{bet: data.bet}',
    '[].data.* | []',
    'map(&data.bet, @)',
    'map(&data.bet, [?data.won])',
    'to_array(@)[].data.bet',
  ])('%s', (text) => {
    expect(additivityOf(parseQuery(text))).toEqual({ isAdditive: true })
  })
})

describe('a query that looks at several events at once is not, and is told why', () => {
  it.each([
    ['length(@)', 'length() looks at all events at once'],
    ['max([].data.bet)', 'max() looks at all events at once'],
    ['sort([].data.bet)', 'sort() looks at all events at once'],
    ['sort_by(@, &ts)[].data.bet', 'sort_by() looks at all events at once'],
    ['sum([].data.bet)', 'leave sum() out'],
    ['[].data.bet | sum(@)', 'leave sum() out'],
    ['[0].data.bet', '[0] picks one event out of all of them'],
    ['[-1]', '[-1] picks one event'],
    ['[].data.bet | [0]', '[0] picks one event'],
    ['[:2].data.bet', 'a slice picks some events'],
    ['[].data.bet | [::-1]', 'a slice picks some events'],
    ['data.bet', 'data is asked of the list of events, which has no fields'],
    ['data[].bet', 'data is asked of the list of events'],
    ['*.bet', '* is asked of the list of events'],
    ['`[1]`', 'a literal does not depend on the events'],
    ['[].won || [].lost', 'it chooses between two lists'],
    ['[0] == [1]', 'it compares'],
    ['![]', 'it compares'],
    ['[[].data.bet, [].data.tip]', 'it builds one value out of all events'],
    ['{bets: [].data.bet}', 'it builds one value'],
    ['map(&data.bet, [:3])', 'a slice picks some events'],
    ['to_array([0])', '[0] picks one event'],
    ['not_null([].data.bet)', 'not_null() looks at all events at once'],
  ])('%s: %s', (text, reason) => {
    expect(additivityOf(parseQuery(text))).toEqual({
      isAdditive: false,
      reason: expect.stringContaining(reason),
    })
  })
})

/** Whether the law could be seen to hold: the query is additive and can be asked of these events. */
function expectLaw(text: string, events: readonly Json[]): boolean {
  const query = parsed(text)
  if (!query || !additivityOf(query).isAdditive) return false
  const whole = evaluateQuery(query, events)
  if (whole.kind === 'fault') return false

  const answers = events.map((each) => evaluateQuery(query, [each]))
  expect(answers.filter(({ kind }) => kind === 'fault')).toEqual([])
  expect(whole.value).toEqual(answers.flatMap((answer) => 'value' in answer && answer.value))

  const worths = answers.map((answer) => fractionOf(valueOf(answer).value))
  const sum = worths.reduce(add, fractionOf(0))
  expect(compare(fractionOf(valueOf(whole).value), sum)).toBe(0)
  return true
}

function parsed(text: string) {
  try {
    return parseQuery(text)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

describe('the answer for a list is the answers for its items, one after the other', () => {
  const events = fc.array(event, { maxLength: 5 })

  it('for queries that pick', () => {
    let seen = 0
    fc.assert(
      fc.property(additiveExpression, events, (text, events) => {
        if (expectLaw(text, events)) seen++
      }),
      { numRuns: 1000 },
    )
    expect(seen).toBeGreaterThan(300)
  })

  it('for every query that is taken to be additive', () => {
    let seen = 0
    fc.assert(
      fc.property(expression, events, (text, events) => {
        if (expectLaw(text, events)) seen++
      }),
      { numRuns: 2000 },
    )
    expect(seen).toBeGreaterThan(50)
  })
})
