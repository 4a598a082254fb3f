import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let dices: Record<string, unknown>
beforeAll(async () => {
  api = await startApi()
  const { frequency: _f, interval: _i, ...common } = bodiesFor(api).link
  dices = {
    ...{ ...common, type: 'claimr_events_count', amount: 100 },
    metadata: {
      ...{ platform: 'wowhaus', category: 'dices', name: 'GameSession', eventsCount: 5 },
      ...{ recurrence: 'Daily', pointsMultiplierPercent: 5, progressive: true, continuous: true },
      buttonText: 'Claim your reward',
    },
  }
})
afterAll(() => api.stop())

const path = '/api/loyalty/rules'
const change = (id: string, body: object) => api.call('POST', `${path}/${id}`, body)

it('a task is made like any rule, and nothing sweeps it', async () => {
  const { status, body } = await api.call('POST', path, dices)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ type: 'claimr_events_count', claimType: 'auto', interval: 'unlimited', warnings: [] },
    metadata: { eventsCount: 5, recurrence: 'Daily', buttonText: 'Claim your reward' },
  })
  expect(await api.store.rules.find(api.tenant.org, body.id)).toMatchObject({ isSwept: false })
  expect((await api.call('POST', `${path}/${body.id}/sweep`, {})).body.errors).toMatchObject([
    { code: 'not_swept' },
  ])
})

it('a task is not completed by request', async () => {
  const { body } = await api.call('POST', path, dices)
  const user = await api.engine.users.findOrCreate(
    { org: api.tenant.org, website: api.tenant.website },
    { platform: 'wowhaus', account: 'user123' },
  )
  const claim = await api.call('POST', `${path}/${body.id}/complete`, { userId: user._id })
  expect(claim).toMatchObject({ status: 409, body: { code: 'rule_inactive' } })
})

it('completion points are the amount, when a task is made and when it is changed', async () => {
  const metadata = { ...(dices.metadata as object), completionPoints: 70 }
  const { body } = await api.call('POST', path, { ...dices, amount: undefined, metadata })
  expect(body).toMatchObject({ amount: 70, warnings: [] })
  expect(body.metadata).not.toHaveProperty('completionPoints')
  const changed = await change(body.id, { metadata: { ...metadata, completionPoints: '80' } })
  expect(changed.body).toMatchObject({ amount: '80', version: 2 })
  const both = await change(body.id, { amount: 90, metadata })
  expect(both.body.errors).toMatchObject([{ pointer: '/metadata/completionPoints' }])
})

it('trackProgress in the metadata is read when a rule is changed, too', async () => {
  const { word } = bodiesFor(api)
  const { body } = await api.call('POST', path, word)
  const changed = await change(body.id, { metadata: { trackProgress: true } })
  expect([body.trackProgress, changed.body.trackProgress]).toEqual([false, true])
})

it('a query that cannot count event by event is refused with the reason', async () => {
  const metadata = { ...(dices.metadata as object), query: 'sum([].data.bet)' }
  const { status, body } = await api.call('POST', path, { ...dices, metadata })
  expect(status).toBe(422)
  expect(body.errors).toEqual([
    {
      ...{ pointer: '/metadata/query', code: 'not_additive' },
      message: expect.stringContaining('leave sum() out'),
    },
  ])
})
