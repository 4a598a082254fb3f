import { describe, expect, it } from '@jest/globals'
import { compileTask, hears } from '../../src/domain/hears.ts'
import type { TaskEvent } from '../../src/domain/hears.ts'
import type { JsonRecord } from '../../src/domain/query/json.ts'
import type { Task } from '../../src/domain/task.ts'
import { diceRolls } from '../support/tasks.ts'

const sent: TaskEvent = {
  ...{ account: 'user123', platform: 'wowhaus', category: 'dices', name: 'GameSession' },
  data: { bet: 250 },
}
const heard = (changed: Partial<Task>, event: JsonRecord = {}) =>
  hears(compileTask({ ...diceRolls, ...changed }), { ...sent, ...event })
const bets: Partial<Task> = { measure: 'sum', query: '[].data.bet', target: '500' }

describe('an event', () => {
  it('counts once for a count task, and its bet for a value task', () => {
    expect(heard({})).toEqual({ counts: true, value: '1', ignored: [] })
    expect(heard(bets)).toEqual({ counts: true, value: '250', ignored: [] })
  })

  it.each([
    ['platform', { platform: 'steam' }, 'The platform is "steam", not "wowhaus"'],
    [
      'platform',
      { platform: 'Wowhaus', name: 'Other' },
      'The platform is "Wowhaus", not "wowhaus"',
    ],
    ['category', { category: '' }, 'The category is "", not "dices"'],
    ['name', { name: 'GameSession ' }, 'The name is "GameSession ", not "GameSession"'],
  ])('of another %s falls out on it', (condition, event, message) => {
    expect(heard({}, event)).toEqual({ counts: false, condition, message })
  })

  it('falls out on a filter that finds nothing in it', () => {
    const high: Partial<Task> = { query: '[?data.bet > `100`]' }
    expect(heard(high)).toMatchObject({ counts: true, value: '1' })
    expect(heard(high, { data: { bet: 100 } })).toEqual({
      ...{ counts: false, condition: 'query', message: 'The query found nothing in the event' },
    })
  })

  it.each([
    [{ bet: '250' }, 'A text is no number: to_number() reads one'],
    [{}, 'The query found no number in the event'],
    [{ bet: -5 }, 'Numbers below zero do not count: points are taken by a withdrawal'],
  ])('with the data %j has no value', (data, message) => {
    expect(heard(bets, { data })).toEqual({ counts: false, condition: 'query', message })
  })

  it.each<[JsonRecord, string, number]>([
    [{ bet: 0 }, '0', 0],
    [{ bet: 1e-7 }, '0.0000001', 0],
    [{ bet: [0.1, 0.2, 'x'] }, '0.3', 1],
  ])('with the data %j has a value', (data, value, ignored) => {
    const answer = heard({ ...bets, query: '[].data.bet[]' }, { data })
    expect(answer).toMatchObject({ counts: true, value })
    expect(answer).toMatchObject({ ignored: { length: ignored } })
  })

  it('is read by the query as it was sent', () => {
    const query = "[?account == 'user123' && starts_with(ts, '2026')].data.bet"
    const event = { ts: '2026-03-01T00:00:00Z' }
    expect(heard({ ...bets, query }, event)).toMatchObject({ counts: true, value: '250' })
  })

  it('that a query cannot be asked of is told why', () => {
    const query = '[].data.bet.ceil(@)'
    expect(heard({ ...bets, query }, { data: { bet: 'x' } })).toMatchObject({
      ...{ counts: false, condition: 'query', message: expect.stringContaining('ceil') },
    })
  })

  it.each([{ kind: 'action' }, { kind: 'stream', stream: 'score' }] as const)(
    'is nothing to a task that listens to %j',
    (listens) => {
      expect(heard({ listens })).toMatchObject({ counts: false, condition: 'event' })
    },
  )
})

it('a query that is none is refused where the task is compiled', () => {
  expect(() => compileTask({ ...diceRolls, query: '[' })).toThrow(
    expect.objectContaining({ code: 'invalid_request' }),
  )
})
