import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const post = async (path: string, body: object) => api.call('POST', path, body)
const tell = async (body: object) => (await post('/api/users/metadatas', body)).body
const book = (entries: object[], headers = {}) =>
  api.call('POST', '/api/loyalty/transactions', { description: 'd', entries }, { headers })
const balancesOf = (...users: string[]) =>
  Promise.all(
    users.map(async (user) => {
      const { body } = await api.call('GET', `/api/loyalty/accounts/${user}/balance`)
      return Number(body.balance)
    }),
  )

/** Users with so many points each, who are told to belong together. */
async function users(name: string, group: object, ...amounts: number[]): Promise<string[]> {
  const ids: string[] = []
  for (const [index, amount] of amounts.entries()) {
    const { id } = await tell({ externalIdentifier: `${name}-${index}`, ...group })
    if (amount > 0) await book([{ userId: id, amount }])
    ids.push(id)
  }
  return ids
}

it('spends what the asking wallet has first, then what the others have', async () => {
  const [ann = '', ben = ''] = await users('a', { walletGroupIdentifier: 'family' }, 100, 300)
  const { status, body } = await book([{ userId: ann, amount: -350 }])
  expect([status, body.entries]).toMatchObject([
    200,
    [{ userId: ann, amount: 350, exactAmount: '350', direction: 'debit' }],
  ])
  expect(await balancesOf(ann, ben)).toEqual([0, 50])
  const refused = await book([{ userId: ann, amount: -51 }])
  expect([refused.status, refused.body.errors]).toMatchObject([
    422,
    [{ pointer: '/entries/0', code: 'insufficient_points' }],
  ])
})

it('is answered the same for its key, whoever is in the group by then', async () => {
  const [cat = '', dan = ''] = await users('b', { userGroupExternalIdentifier: 'b' }, 10, 20)
  const entries = [{ userId: cat, amount: -25, idempotencyKey: 'k' }]
  const first = await book(entries)
  expect([first.body.entries[0].amount, await balancesOf(cat, dan)]).toEqual([25, [0, 5]])
  await tell({ userId: cat, userGroupId: null })
  expect((await book(entries)).body).toEqual(first.body)
  expect(await balancesOf(cat, dan)).toEqual([0, 5])
})

it('takes back what all of them spent', async () => {
  const [eve = '', fay = ''] = await users('c', { walletGroupIdentifier: 'c' }, 10, 20)
  const { id } = (await book([{ userId: eve, amount: -30 }])).body
  const reverse = (body: object) => post(`/api/loyalty/transactions/${id}/reverse`, body)
  await reverse({ amount: 3 })
  expect(await balancesOf(eve, fay)).toEqual([1, 2])
  await reverse({})
  expect(await balancesOf(eve, fay)).toEqual([10, 20])
})

it('takes only what is their own from each where several spend in one transaction', async () => {
  const [gus = '', hal = ''] = await users('d', { walletGroupIdentifier: 'd' }, 10, 20)
  const { status } = await book([
    { userId: gus, amount: -11 },
    { userId: hal, amount: -1 },
  ])
  expect([status, await balancesOf(gus, hal)]).toEqual([422, [10, 20]])
})

it("helps withdrawals at claimr's door, cut or strict", async () => {
  const bearer = { bearer: api.tenant.key }
  const who = { platform: 'steam', pid: 'acme' }
  const claimr = (method: string, body: object) =>
    api.call('POST', `/api/v1/user/${method}`, { ...who, ...body }, bearer)
  for (const account of ['ida', 'jim']) {
    await claimr('reward', { account, id: '1', xp: 10 })
    const { org, website } = api.tenant
    const user = await api.store.users.findByAccount(org, website, 'steam', account)
    await tell({ userId: user?._id, walletGroupIdentifier: 'e' })
  }
  const strict = await claimr('withdraw', { account: 'ida', id: '1', xp: 15, strict: true })
  expect(strict.body).toMatchObject({ success: true, requested: '15', done: '15' })
  const refused = await claimr('withdraw', { account: 'ida', id: '2', xp: 15, strict: true })
  expect(refused.status).toBe(422)
  const cut = await claimr('withdraw', { account: 'jim', id: '1', xp: 15 })
  expect(cut.body).toMatchObject({ requested: '15', done: '5' })
  const again = await claimr('withdraw', { account: 'jim', id: '1', xp: 15 })
  expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([cut.body, 'true'])
})

it('tells who belongs together, and forgets it', async () => {
  const [kim = ''] = await users('f', { walletGroupIdentifier: 'f' }, 0)
  const told = await tell({ userId: kim, userGroupExternalIdentifier: 'crew' })
  expect(told).toMatchObject({
    walletGroupIdentifier: 'f',
    userGroup: { id: told.userGroupId, externalIdentifier: 'crew' },
  })
  const [lou = ''] = await users('g', { userGroupId: told.userGroupId }, 0)
  const listed = (await api.call('GET', `/api/users/metadatas?userId=${lou}`)).body
  expect(listed.data).toMatchObject([{ userGroup: { externalIdentifier: 'crew' } }])
  const left = await tell({ userId: lou, userGroupId: null, walletGroupIdentifier: null })
  expect(left).toMatchObject({ userGroup: null, userGroupId: null, walletGroupIdentifier: null })
  const unknown = await post('/api/users/metadatas', { userId: lou, userGroupId: 'ugr_unknown' })
  expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([404, '/userGroupId'])
})

it('spends nothing of who is blocked', async () => {
  const [max = '', ned = ''] = await users('h', { walletGroupIdentifier: 'h' }, 0, 20)
  await tell({ userId: ned, isBlocked: true })
  expect((await book([{ userId: max, amount: -1 }])).status).toBe(422)
})

it('lists the accounts and the users of a group', async () => {
  const ids = await users('i', { walletGroupIdentifier: 'i' }, 1, 2)
  for (const [path, name] of [
    ['/api/users?userGroupExternalIdentifier=i', 'id'],
    ['/api/loyalty/accounts?walletGroupIdentifier=i', 'userId'],
  ] as const) {
    if (path.includes('External')) {
      for (const userId of ids) await tell({ userId, userGroupExternalIdentifier: 'i' })
    }
    const found = async () =>
      (await api.call('GET', path)).body.data.map((each: Record<string, string>) => each[name])
    let last: string[] = []
    for (let tries = 0; tries < 100 && last.length < 2; tries++) last = await found()
    expect(last.toSorted()).toEqual(ids.toSorted())
  }
})
