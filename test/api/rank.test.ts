import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi, until, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let bob: string
let cem: string
let dee: string
beforeAll(async () => {
  api = await startApi()
  ann = await join({ walletAddress: wallet('a') })
  bob = await join({ externalIdentifier: 'bob' })
  cem = await join({ externalIdentifier: 'cem' })
  dee = await join({ externalIdentifier: 'dee' })
  for (const [userId, amount] of [
    [ann, 20],
    [bob, 50],
    [cem, 20],
  ] as const) {
    await give(userId, amount)
  }
  await until(
    () => board(''),
    ({ body }) => body.of === 3,
  )
})
afterAll(() => api.stop())

async function join(told: object): Promise<string> {
  return (await api.call('POST', '/api/users/metadatas', told)).body.id
}

async function give(userId: string, amount: number, more: object = {}): Promise<void> {
  const entries = [{ userId, amount }]
  const body = { description: 'd', entries, ...more }
  const { status } = await api.call('POST', '/api/loyalty/transactions', body)
  expect(status).toBe(200)
}

const board = (query: string) => api.call('GET', `/api/loyalty/leaderboard?${query}`)
const rank = (id: string, query = '') =>
  api.call('GET', `/api/loyalty/accounts/${encodeURIComponent(id)}/rank?${query}`)
const accountOf = (user: string) =>
  [api.tenant.org, api.tenant.website, api.tenant.currency, user].join(':')
const usersOf = ({ body }: { body: { data: { userId: string }[] } }) =>
  body.data.map(({ userId }) => userId)

it('a user has a rank, and no two the same', async () => {
  const { org, website, currency } = api.tenant
  const named = `organizationId=${org}&websiteId=${website}&loyaltyCurrencyId=${currency}`
  const { status, body } = await rank(ann, named)
  expect([status, body]).toEqual([
    200,
    {
      ...{ rank: 2, of: 3, percentile: 50, amount: '20', amountToNext: '31' },
      ...{ userId: ann, loyaltyCurrencyId: currency, asOf: expect.any(String) },
    },
  ])
  expect((await rank(bob)).body).toMatchObject({ rank: 1, percentile: 100, amountToNext: null })
  expect((await rank(cem)).body).toMatchObject({ rank: 3, percentile: 0, amountToNext: '1' })
})

it("an account's id does as well as its user's", async () => {
  expect((await rank(accountOf(ann))).body.rank).toBe(2)
  expect((await rank(accountOf(ann), `loyaltyCurrencyId=${api.tenant.currency}`)).status).toBe(200)
})

it('without an account there is no rank', async () => {
  const nothing = { rank: null, percentile: null, amount: null, amountToNext: null, of: 3 }
  expect((await rank(dee)).body).toMatchObject(nothing)
  expect((await rank(accountOf(dee))).body).toMatchObject(nothing)
  expect((await board(`userId=${dee}`)).body).toMatchObject({ data: [], of: 3 })
})

it('ranks are of one currency', async () => {
  const body = { name: 'Gems', symbol: 'GEM', decimals: 2 }
  const { id } = (await api.call('POST', '/api/loyalty/currencies', body)).body
  expect((await rank(ann, `loyaltyCurrencyId=${id}`)).body).toMatchObject({ rank: null, of: 0 })
  await give(ann, 1.5, { loyaltyCurrencyId: id })
  await give(cem, 2.25, { loyaltyCurrencyId: id })
  const { body: gems } = await until(
    () => board(`loyaltyCurrencyId=${id}`),
    (answer) => answer.body.of === 2,
  )
  expect(gems.data).toMatchObject([
    { rank: 1, userId: cem, amount: '2.25' },
    { rank: 2, userId: ann, amount: '1.5' },
  ])
  expect((await rank(ann, `loyaltyCurrencyId=${id}`)).body.amountToNext).toBe('0.76')
  expect((await rank(accountOf(ann), `loyaltyCurrencyId=${id}`)).status).toBe(404)
})

it('the top is listed with its people, a page at a time', async () => {
  const { body } = await board('limit=2')
  expect(body).toMatchObject({
    data: [
      { id: accountOf(bob), rank: 1, amount: '50', user: { id: bob, walletAddress: null } },
      { id: accountOf(ann), rank: 2, amount: '20', user: { walletAddress: wallet('a') } },
    ],
    ...{ hasNextPage: true, of: 3, loyaltyCurrencyId: api.tenant.currency },
    ...{ organizationId: api.tenant.org, websiteId: api.tenant.website },
  })
  const next = await board(`limit=2&startingAfter=${encodeURIComponent(body.data[1].id)}`)
  expect([usersOf(next), next.body.hasNextPage]).toEqual([[cem], false])
})

it.each([
  ['userId=ANN', ['bob', 'ann', 'cem'], false],
  ['walletAddress=WALLET&around=1', ['bob', 'ann', 'cem'], false],
  ['userId=ANN&around=0', ['ann'], true],
  ['userId=BOB&around=1', ['bob', 'ann'], true],
  ['userId=CEM&around=1', ['ann', 'cem'], false],
])('%s lists the places around', async (query, users, hasNextPage) => {
  const known = { ANN: ann, BOB: bob, CEM: cem, WALLET: wallet('a') }
  const path = query.replace(/[A-Z]{3,}/g, (name) => known[name as keyof typeof known] ?? name)
  const found = await board(path)
  const names = new Map([
    [ann, 'ann'],
    [bob, 'bob'],
    [cem, 'cem'],
  ])
  expect(usersOf(found).map((user) => names.get(user))).toEqual(users)
  expect(found.body.hasNextPage).toBe(hasNextPage)
})

it('a rank follows what is given', async () => {
  const eve = await join({ externalIdentifier: 'eve' })
  await give(eve, 1)
  await until(
    () => rank(eve),
    ({ body }) => body.rank === 4,
  )
  await give(eve, 49)
  // Fifty, too, but later than the first.
  await until(
    () => rank(eve),
    ({ body }) => body.rank === 2,
  )
  await give(eve, 1)
  await until(
    () => rank(eve),
    ({ body }) => body.rank === 1,
  )
})

it.each([
  ['/api/loyalty/leaderboard?around=3', 422, '/userId'],
  ['/api/loyalty/leaderboard?userId=ANN&around=51', 422, '/around'],
  ['/api/loyalty/leaderboard?userId=ANN&around=-1', 422, '/around'],
  ['/api/loyalty/leaderboard?userId=ANN&startingAfter=x', 422, '/startingAfter'],
  ['/api/loyalty/leaderboard?limit=0', 422, '/limit'],
  ['/api/loyalty/leaderboard?startingAfter=usr_x', 404, '/startingAfter'],
  ['/api/loyalty/leaderboard?startingAfter=a:b:c:d', 404, '/startingAfter'],
  ['/api/loyalty/accounts/a:b/rank', 422, '/id'],
  ['/api/loyalty/accounts/usr_x/rank', 404, undefined],
  ['/api/loyalty/accounts/ANN/rank?loyaltyCurrencyId=cur_x', 404, undefined],
])('%s is %i at %s', async (path, expected, pointer) => {
  const { status, body } = await api.call('GET', path.replace('ANN', ann))
  expect([status, body.errors[0]?.pointer]).toEqual([expected, pointer])
})

it("the system's own accounts have no rank", async () => {
  expect((await rank(`${accountOf('issuance')}:0`)).status).toBe(404)
})
