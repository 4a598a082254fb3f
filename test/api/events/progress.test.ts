import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { addTask, eventOf, game, pointsOf, sendersOf, traces, unique } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
let daily: string
let score: string
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
  daily = await addTask(api, 'claimr_events_count', {
    externalIdentifier: 'daily',
    metadata: {
      ...{ ...game, eventsCount: 5, pointsMultiplierPercent: 5, recurrence: 'Daily' },
      ...{ progressive: true, continuous: true },
    },
  })
  score = await addTask(api, 'claimr_score', { amount: 1, externalIdentifier: 'score' })
})
afterAll(() => api.stop())

const day = 86_400_000
const identity = (account: string) => `account=${account}&platform=wowhaus&pid=acme`
const asked = (account: string, aid = 'daily') =>
  api.call('GET', `/api/v1/task/progress?${identity(account)}&aid=${aid}`, undefined, {
    bearer: api.tenant.key,
  })
const roll = (account: string, times: number) =>
  send(
    'event',
    Array.from({ length: times }, () => eventOf({ account })),
  )

it('tells how far somebody is, what was paid, and when it begins anew; at both doors the same', async () => {
  const account = unique()
  await roll(account, 4)
  await pointsOf(api, account)
  expect((await asked(account)).body).toEqual({
    success: true,
    data: {
      ...{ current: '4', target: '5', window: 0, multiples: '0', paid: '0', finished: false },
      ...{ startsAt: expect.any(String), reachedAt: null, endsAt: null },
      updatedAt: expect.any(String),
    },
  })
  await roll(account, 8)
  await pointsOf(api, account)
  const { data } = (await asked(account)).body
  expect(data).toMatchObject({ current: '12', multiples: '2', paid: '210', window: 0 })
  expect(Date.parse(data.endsAt) - Date.parse(data.reachedAt)).toBe(day)

  const user = await api.engine.users.known(api.tenant, { platform: 'wowhaus', account })
  const path = `/api/loyalty/rules/${daily}/progress?userId=${user?._id}`
  expect((await api.call('GET', path)).body).toEqual(data)

  api.clock.offsetMs += day
  await roll(account, 1)
  await pointsOf(api, account)
  expect((await asked(account)).body.data).toMatchObject({
    ...{ current: '1', window: 1, multiples: '0', paid: '0', startsAt: data.endsAt },
  })
})

it('is at its beginning for somebody who has done nothing, and stores nothing', async () => {
  const account = unique()
  await api.engine.users.findOrCreate(api.tenant, { platform: 'wowhaus', account })
  const before = await traces(api)
  expect((await asked(account)).body.data).toEqual({
    ...{ current: '0', target: '5', window: 0, multiples: '0', paid: '0', finished: false },
    ...{ startsAt: null, reachedAt: null, endsAt: null, updatedAt: null },
  })
  expect(await traces(api)).toBe(before)
})

it('does not tell what was earned and is not paid yet as paid', async () => {
  const account = unique()
  await roll(account, 5)
  for (const shard of [0, 1, 2, 3]) await api.folding.fold.foldPage(shard)
  expect((await asked(account)).body.data).toMatchObject({ multiples: '1', paid: '0' })
})

it.each<[string, string, number, string]>([
  ['a user nobody knows', `${identity('nobody')}&aid=daily`, 404, 'not_found'],
  ['an unknown task', `${identity('ann')}&aid=unknown`, 404, 'not_found'],
  ['an unknown campaign', 'account=a&platform=p&pid=unknown&aid=daily', 404, 'not_found'],
  ['no task', identity('ann'), 422, 'invalid_request'],
])('%s is refused', async (_name, query, status, code) => {
  const path = `/api/v1/task/progress?${query}`
  const answer = await api.call('GET', path, undefined, { bearer: api.tenant.key })
  expect([answer.status, answer.body.error.code]).toEqual([status, code])
})

it('a task that is not counted has no progress', async () => {
  const account = unique()
  const user = await api.engine.users.findOrCreate(api.tenant, { platform: 'wowhaus', account })
  const told = await asked(account, 'score')
  expect([told.status, told.body.error.code]).toEqual([422, 'invalid_request'])
  const path = `/api/loyalty/rules/${score}/progress?userId=${user._id}`
  expect((await api.call('GET', path)).status).toBe(422)
})
