import { describe, expect, it } from '@jest/globals'
import { claimrEventsValue } from '../../src/rules/claimr-events-value.ts'
import { wrongFields } from '../support/fakes.ts'
import { describeCounting, paidFor, taskOf } from './counting-tasks.ts'

/** The settings of the document: 100 points and 5 %, once, neither progressive nor continuous. */
const bets = {
  ...{ platform: 'wowhaus', category: 'dices', name: 'GameSession' },
  ...{ query: '[].data.bet', eventsValue: 500, pointsMultiplierPercent: 5, recurrence: 'Once' },
}
const { pointsMultiplierPercent: _, ...own } = bets
describeCounting(claimrEventsValue, own)

const nested = (depth: number) => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))

describe('claimr_events_value', () => {
  it('listens to events of its name, and adds up what the query finds', () => {
    expect(taskOf(claimrEventsValue, bets)).toMatchObject({
      listens: { kind: 'event', platform: 'wowhaus', category: 'dices', name: 'GameSession' },
      ...{ measure: 'sum', query: '[].data.bet', target: '500' },
    })
  })

  it.each([
    [[250, 250, 400], ['105']],
    [[250, 249.99], []],
    [[100_000], ['105']],
  ])('pays for bets of %j what the document says', async (values, paid) => {
    expect(await paidFor(claimrEventsValue, { metadata: bets }, values)).toEqual(paid)
  })

  it.each([
    [{ eventsValue: 0 }, '/metadata/eventsValue', 'custom'],
    [{ query: undefined }, '/metadata/query', 'required'],
    [{ query: 'sum([].data.bet)' }, '/metadata/query', 'not_additive'],
    [{ query: '[0].data.bet' }, '/metadata/query', 'not_additive'],
    [{ query: '[].data.bet[' }, '/metadata/query', 'syntax'],
    [{ query: 'x'.repeat(1001) }, '/metadata/query', 'too_big'],
    [{ exampleEvent: { data: { bet: '250' } } }, '/metadata/query', 'no_number'],
    [{ exampleEvent: {} }, '/metadata/query', 'no_number'],
    [{ exampleEvent: nested(33) }, '/metadata/exampleEvent', 'out_of_range'],
    [{ exampleEvent: { a: 'x'.repeat(65_536) } }, '/metadata/exampleEvent', 'out_of_range'],
  ])('may not say %j', (wrong, pointer, code) => {
    expect(wrongFields(claimrEventsValue, { metadata: { ...bets, ...wrong } })).toEqual([
      { pointer, code },
    ])
  })

  it('may not have an example that is nested however deep', () => {
    const metadata = { ...bets, exampleEvent: nested(10_000) }
    expect(wrongFields(claimrEventsValue, { metadata })).toMatchObject([{ code: 'out_of_range' }])
  })

  it.each([{ data: { bet: 0 } }, { data: { bet: [1, 'x'] } }, null])(
    'may have the example %j',
    (exampleEvent) => {
      const query = 'map(&(data.bet[] || data.bet), @)[]'
      const metadata = { ...bets, query, exampleEvent }
      expect(wrongFields(claimrEventsValue, { metadata })).toEqual([])
    },
  )
})
