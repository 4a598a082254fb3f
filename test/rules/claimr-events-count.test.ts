import { describe, expect, it } from '@jest/globals'
import { claimrEventsCount } from '../../src/rules/claimr-events-count.ts'
import { wrongFields } from '../support/fakes.ts'
import { describeCounting, paidFor, taskOf } from './counting-tasks.ts'

const names = { platform: 'wowhaus', category: 'dices', name: 'GameSession' }
const own = { ...names, eventsCount: 5 }
describeCounting(claimrEventsCount, own)

/** The settings of the document: 100 points and 5 %, daily, progressive and continuous. */
const dices = {
  ...own,
  ...{ pointsMultiplierPercent: 5, recurrence: 'Daily', progressive: true, continuous: true },
}
const ones = (times: number) => Array.from({ length: times }, () => 1)

describe('claimr_events_count', () => {
  it('listens to events of its name', () => {
    const query = '[?data.bet > `10`]'
    expect(taskOf(claimrEventsCount, { ...dices, query })).toMatchObject({
      ...{ listens: { kind: 'event', ...names }, measure: 'count', target: '5', query },
    })
  })

  it.each([
    ['5 of 5 rolls', 5, 5, ['105']],
    ['7 of 5 rolls', 5, 7, ['105']],
    ['30 of 10 rolls', 10, 30, ['105', '105', '105']],
    ['4 of 5 rolls', 5, 4, []],
  ])('pays for %s what the document says', async (_, eventsCount, times, paid) => {
    const metadata = { ...dices, eventsCount }
    expect(await paidFor(claimrEventsCount, { metadata }, ones(times))).toEqual(paid)
  })

  it('pays parts of multiples if it is told to: 7 of 5 come to 147', async () => {
    const metadata = { ...dices, progressiveStep: 'fractional' }
    expect(await paidFor(claimrEventsCount, { metadata }, ones(7))).toEqual(['105', '21', '21'])
  })

  it('pays each multiple as what it adds to the rounded whole: 11 of 10.5, then 10', async () => {
    const body = { amount: 10, metadata: dices }
    expect(await paidFor(claimrEventsCount, body, ones(10))).toEqual(['11', '10'])
  })

  it.each([
    [{ eventsCount: 0 }, '/metadata/eventsCount'],
    [{ eventsCount: 2.5 }, '/metadata/eventsCount'],
    [{ eventsCount: undefined }, '/metadata/eventsCount'],
    [{ recurrence: undefined }, '/metadata/recurrence'],
    [{ name: '' }, '/metadata/name'],
    [{ category: 'x'.repeat(201) }, '/metadata/category'],
    [{ platform: '\udc00' }, '/metadata/platform'],
    [{ query: '' }, '/metadata/query'],
    [{ query: '[].data.' }, '/metadata/query'],
    [{ query: 'length(@)' }, '/metadata/query'],
    [{ query: `[?${'a||'.repeat(400)}a]` }, '/metadata/query'],
    [{ exampleEvent: 'none' }, '/metadata/exampleEvent'],
  ])('may not say %j', (wrong, pointer) => {
    expect(wrongFields(claimrEventsCount, { metadata: { ...dices, ...wrong } })).toMatchObject([
      { pointer },
    ])
  })

  it('may have an example that does not count: it may be meant to', () => {
    const metadata = { ...dices, query: '[?data.bet > `10`]', exampleEvent: { data: { bet: 1 } } }
    expect(wrongFields(claimrEventsCount, { metadata })).toEqual([])
  })
})
