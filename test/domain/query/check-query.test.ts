import { expect, it } from '@jest/globals'
import { checkQuery } from '../../../src/domain/query/check-query.ts'

const event = { category: 'dices', name: 'GameSession', data: { bet: 250, tip: '5' } }

it('a query is read, and tried on the example', () => {
  const { query, example } = checkQuery('[].data.bet', event)
  expect(query.text).toBe('[].data.bet')
  expect(example).toEqual({
    count: { count: 1, ignored: [] },
    value: { value: '250', ignored: [] },
  })
})

it('an example for which it counts nothing is told, not refused', () => {
  expect(checkQuery('[].data.tip', event).example).toMatchObject({
    count: { count: 1 },
    value: { value: '0', ignored: [{ reason: 'string', times: 1 }] },
  })
  expect(checkQuery('[?data.bet > `300`]', event).example).toMatchObject({
    count: { count: 0, ignored: [{ reason: 'no_match' }] },
    value: { value: '0', ignored: [{ reason: 'not_found' }] },
  })
})

it('without an example only the query is checked', () => {
  expect(checkQuery('[].data.bet')).not.toHaveProperty('example')
})

it.each([
  ['not_additive', 'max([].data.bet)', 'but max() looks at all events at once'],
  ['syntax', '[].data..bet', '(character 9)'],
  ['unknown_function', '[].total(data)', 'total()'],
])('%s: %s', (code, text, words) => {
  expect(() => checkQuery(text, event, '/metadata/query')).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      errors: [{ pointer: '/metadata/query', code, message: expect.stringContaining(words) }],
    }),
  )
})
