import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let user: string
beforeAll(async () => {
  api = await startApi()
  const told = { walletAddress: wallet('a') }
  user = (await api.call('POST', '/api/users/metadatas', told)).body.id
})
afterAll(() => api.stop())

const path = '/api/loyalty/multipliers'
const give = (body: object) => api.call('POST', path, { walletAddress: wallet('a'), ...body })
const idsOf = async (query: string) =>
  (await api.call('GET', `${path}?${query}`)).body.data.map(({ id }: { id: string }) => id)

it('a multiplier is given to a wallet, changed, and taken away', async () => {
  const { status, body } = await give({ multiplier: 1.5, title: 'Early' })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ multiplier: 1.5, title: 'Early', externalIdentifier: null, deletedAt: null },
    ...{ userId: user, user: { id: user, walletAddress: wallet('a') } },
  })
  const changed = await api.call('POST', `${path}/${body.id}`, { multiplier: 2 })
  expect(changed.body).toMatchObject({ id: body.id, multiplier: 2, title: 'Early' })
  expect(await api.store.multipliers.live(api.tenant.org, [user])).toMatchObject([{ factor: '2' }])

  const gone = await api.call('DELETE', `${path}/${body.id}`)
  expect(gone.body).toMatchObject({ id: body.id, deletedAt: expect.any(String) })
  expect(await idsOf(`userId=${user}`)).toEqual([])
  expect(await idsOf(`userId=${user}&includeDeleted=true`)).toEqual([body.id])
  expect((await api.call('DELETE', `${path}/${body.id}`)).status).toBe(404)
})

it('your own identifier names one live multiplier', async () => {
  const { body } = await give({ multiplier: 3, externalIdentifier: 'vip' })
  const twice = await give({ multiplier: 4, externalIdentifier: 'vip' })
  expect([twice.status, twice.body.code]).toEqual([409, 'key_conflict'])
  expect(await idsOf('externalIdentifier=vip')).toEqual([body.id])
  const gone = await api.call('DELETE', path, { externalIdentifier: 'vip' })
  expect(gone.body).toMatchObject({ id: body.id, deletedAt: expect.any(String) })
  expect((await api.call('DELETE', path, { externalIdentifier: 'vip' })).status).toBe(404)
  expect((await give({ multiplier: 4, externalIdentifier: 'vip' })).status).toBe(200)
})

it.each([
  [404, { walletAddress: wallet('9'), multiplier: 2 }],
  [422, { multiplier: -1 }],
  [422, { multiplier: '2' }],
  [422, { multiplier: 1e-9 }],
  [422, {}],
])('%i for %j', async (status, body) => {
  expect((await give(body)).status).toBe(status)
})
