import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api, Sent } from '../support.ts'
import { eventOf, sendersOf, unique, ways } from './support.ts'

let api: Api
let send: ReturnType<typeof sendersOf>['send']
beforeAll(async () => {
  api = await startApi()
  send = sendersOf(api).send
})
afterAll(() => api.stop())

const countIn = (org: string, account: string) =>
  api.store.events.model.countDocuments({ org, account })

it.each(
  ways.flatMap(([way, headers]) =>
    (
      [
        ['', 'live'],
        [null, 'live'],
        ['live', 'live'],
        ['test', 'test'],
        ['staging', 'test'],
      ] as const
    ).map(([env, mode]) => [env, mode, way, headers] as const),
  ),
)('env %j is the %s programme, %s', async (env, mode, _way, headers) => {
  const account = unique()
  const sent: Sent = { headers: headers() }
  expect((await send('event', eventOf({ account, env }), sent)).status).toBe(200)
  const { tenant } = api
  const [live, test] = [await countIn(tenant.org, account), await countIn(tenant.test.org, account)]
  expect([live, test]).toEqual(mode === 'live' ? [1, 0] : [0, 1])
})

it.each(ways)(
  'a test key’s events are the test programme’s, whatever env says, %s',
  async (_way, headers) => {
    const account = unique()
    const sent = { headers: headers(), bearer: api.tenant.test.key }
    for (const env of ['', 'live', 'test']) {
      const pid = api.tenant.test.website
      expect(
        (await send('event', eventOf({ account, env, pid }), { ...sent, headers: headers() }))
          .status,
      ).toBe(200)
    }
    expect([
      await countIn(api.tenant.org, account),
      await countIn(api.tenant.test.org, account),
    ]).toEqual([0, 3])
  },
)

it('nothing of the test programme counts for the live one', async () => {
  const account = unique()
  await send('event', eventOf({ account, id: 'same', env: 'test' }))
  const live = await send('event', eventOf({ account, id: 'same' }))
  expect(live.body.duplicate).toBe(false)
  await api.folding.foldAll()
  const people = await api.store.users.model.find({}, null, { allOrgs: true }).lean()
  const own = people.filter(({ accounts }) => accounts.some(({ id }) => id === account))
  expect(new Set(own.map(({ org }) => org))).toEqual(new Set([api.tenant.org, api.tenant.test.org]))
})
