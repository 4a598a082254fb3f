import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { eventOf, sendersOf, unique } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
})
afterAll(() => api.stop())

const minute = 60_000
const hour = 60 * minute
const now = () => Math.floor((Date.now() + api.clock.offsetMs) / 1000) * 1000
const stored = (account: string) =>
  api.store.events.model.findOne({ org: api.tenant.org, account }).lean()

it.each<[string, (at: number) => unknown]>([
  ['ISO 8601', (at) => new Date(at).toISOString()],
  [
    'ISO 8601 with an offset',
    (at) => new Date(at + 2 * hour).toISOString().replace('.000Z', '+02:00'),
  ],
  ['one without a colon', (at) => new Date(at - 5 * hour).toISOString().replace('.000Z', '-0500')],
  ['microseconds', (at) => new Date(at).toISOString().replace('.000Z', '.000123+00:00')],
  ['a space and no zone', (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')],
  ['seconds', (at) => at / 1000],
  ['seconds with a fraction', (at) => at / 1000 + 0.0001],
  ['seconds as a text', (at) => String(at / 1000)],
  ['milliseconds', (at) => at],
  ['milliseconds as a text', (at) => String(at)],
])('reads %s', async (_name, tsOf) => {
  const [account, at] = [unique(), now() - hour]
  const { status, body } = await send('event', eventOf({ account, ts: tsOf(at) }))
  expect([status, body.clock, body.identity]).toEqual([200, 'ts', 'content'])
  expect((await stored(account))?.at).toEqual(new Date(at))
})

it('a day is its first moment', async () => {
  const account = unique()
  const day = new Date(now() - 60_000).toISOString().slice(0, 10)
  await send('event', eventOf({ account, ts: day }))
  expect((await stored(account))?.at).toEqual(new Date(`${day}T00:00:00Z`))
})

it.each<[string, number, 'ts' | 'arrival']>([
  ['four minutes ahead', 4 * minute, 'ts'],
  ['23 hours old', -23 * hour, 'ts'],
  ['25 hours old', -25 * hour, 'arrival'],
  ['from 1971', -50 * 365 * 24 * hour, 'arrival'],
])('what is %s counts by this clock', async (_name, offset, clock) => {
  const [account, sentAt] = [unique(), now()]
  const ts = sentAt + offset
  const { status, body } = await send('event', eventOf({ account, ts: new Date(ts).toISOString() }))
  expect([status, body.clock]).toEqual([200, clock])
  const { at } = (await stored(account)) ?? {}
  if (clock === 'ts') expect(at).toEqual(new Date(ts))
  else expect(Math.abs((at?.getTime() ?? 0) - sentAt)).toBeLessThan(minute)
})

it.each([[undefined], [null]])('a ts of %s is none', async (ts) => {
  const { status, body } = await send('event', eventOf({ account: unique(), ts }))
  expect([status, body.clock, body.identity]).toEqual([200, 'arrival', 'none'])
})
