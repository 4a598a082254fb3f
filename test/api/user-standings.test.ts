import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ids: Record<string, string>
beforeAll(async () => {
  api = await startApi()
  const people: [string, object][] = [
    ['ann', { displayName: 'Ann Ä <b>', twitterUser: 'AnnOnX', twitterUserId: '4711' }],
    ['bob', { walletAddress: wallet('b'), discordUser: 'bobby', discordUserId: 'd9' }],
    ['cid', { emailAddress: 'Cid@acme.test' }],
    ['dee', {}],
  ]
  ids = {}
  for (const [name, told] of people) {
    const made = await post('/api/users/metadatas', {
      externalIdentifier: `Their-${name}`,
      ...told,
    })
    ids[name] = made.body.id
  }
  await book('ann', 5)
  await book('bob', '9007199254740993')
  await book('cid', 7)
  const rule = (await post('/api/loyalty/rules', bodiesFor(api).daily)).body.id
  const claim = await post(`/api/loyalty/rules/${rule}/complete`, { userId: ids.ann })
  await settle(api, claim.body.claimId)
  await until(
    () => list(''),
    ({ data }) => data.length === 3 && data[2].amount === '7',
  )
})
afterAll(() => api.stop())

const post = (path: string, body: object) => api.call('POST', path, body)
const book = (name: string, amount: number | string) =>
  post('/api/loyalty/transactions', {
    description: 'd',
    entries: [{ userId: ids[name], amount }],
  })
const list = async (query: string) =>
  (await api.call('GET', `/api/users/standings?${query}`)).body as {
    data: any[] // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever was answered
    hasNextPage: boolean
  }
const found = async (search: string) =>
  (await list(`search=${encodeURIComponent(search)}`)).data.map(({ id }: { id: string }) => id)

it('lists by points, with rank, name, wallet, platforms, claims and the last one', async () => {
  const { data, hasNextPage } = await list('')
  expect(hasNextPage).toBe(false)
  expect(data.map(({ id }) => id)).toEqual([ids.bob, ids.ann, ids.cid])
  expect(data).toMatchObject([
    {
      ...{ rank: 1, amount: '9007199254740993', walletAddress: wallet('b'), name: 'bobby' },
      ...{ platforms: ['discord'], claims: 0, lastClaimAt: null, isBlocked: false },
    },
    {
      ...{ rank: 2, amount: '15', name: 'Ann Ä <b>', externalIdentifier: 'Their-ann' },
      ...{ platforms: ['x'], claims: 1, lastClaimAt: expect.any(String), walletAddress: null },
    },
    { rank: 3, name: 'Their-cid', platforms: [] },
  ])
})

it('goes on from the last user of a page, in either order', async () => {
  const first = await list('limit=2')
  expect([first.data.length, first.hasNextPage]).toEqual([2, true])
  const rest = await list(`limit=2&startingAfter=${first.data[1].id}`)
  expect([rest.data.map(({ id }) => id), rest.hasNextPage]).toEqual([[ids.cid], false])

  const joined = await list('order=joined&limit=3')
  expect(joined.data.map(({ id }) => id)).toEqual([ids.ann, ids.bob, ids.cid])
  const last = await list(`order=joined&limit=3&startingAfter=${ids.cid}`)
  expect(last).toMatchObject({
    hasNextPage: false,
    data: [{ id: ids.dee, rank: null, amount: null }],
  })
})

it.each([
  ['a handle, in another case', 'annon', ['ann']],
  ['an id elsewhere', '4711', ['ann']],
  ['a wallet that is checksummed', wallet('b').toUpperCase().replace('0X', '0x'), ['bob']],
  ['the beginning of a wallet', '0xbbbb', ['bob']],
  ['a name', 'ann ä', ['ann']],
  ['an e-mail address', 'cid@acme', ['cid']],
  ['the id you gave', 'their-c', ['cid']],
  ['what many are called', 'THEIR', ['ann', 'bob', 'cid', 'dee']],
  ['what nobody is called', 'zzz', []],
  ['a pattern', '.*', []],
])('finds by %s', async (_name, text, names) => {
  expect((await found(text)).toSorted()).toEqual(names.map((name) => ids[name]).toSorted())
})

it('finds by id', async () => {
  expect(await found(ids.dee ?? '')).toEqual([ids.dee])
})

it('says that there are more than were asked for', async () => {
  expect(await list('search=their&limit=3')).toMatchObject({ hasNextPage: true })
  const { status, body } = await api.call('GET', '/api/users/standings?search=a&startingAfter=x')
  expect([status, body.errors[0].pointer]).toEqual([422, '/startingAfter'])
})

it('counts users, and those with points', async () => {
  const { body } = await api.call('GET', '/api/users/count')
  expect(body).toEqual({ users: 4, withPoints: 3, loyaltyCurrencyId: api.tenant.currency })
})

it.each([
  ['', ['Their-bob', 'Their-ann', 'Their-cid']],
  ['order=joined', ['Their-ann', 'Their-bob', 'Their-cid', 'Their-dee']],
  ['search=their-c', ['Their-cid']],
])('a CSV file of "%s" has what the list has, without pages', async (query, theirs) => {
  const { status, headers, body } = await api.call('GET', `/api/users/standings/export?${query}`)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  const [head, ...rows] = (body as string).trimEnd().split('\r\n')
  expect(head).toMatch(/^id,rank,name,walletAddress,externalIdentifier,platforms,amount,claims,/)
  expect(rows.map((row) => row.split(',')[4])).toEqual(theirs)
})

it('a CSV file has points with every digit', async () => {
  const { body } = await api.call('GET', '/api/users/standings/export?search=bobby')
  expect(body).toContain(`${ids.bob},1,bobby,${wallet('b')},Their-bob,discord,9007199254740993,0,,`)
})

it('shows another tenant nobody', async () => {
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  for (const query of ['', 'order=joined', 'search=their', `search=${ids.ann}`]) {
    const file = await api.call('GET', `/api/users/standings/export?${query}`, undefined, {
      key: rival.key,
    })
    expect(file.body.split('\r\n')).toHaveLength(2)
    const { status, body } = await api.call('GET', `/api/users/standings?${query}`, undefined, {
      key: rival.key,
    })
    expect([status, body.data]).toEqual([200, []])
  }
  const after = `/api/users/standings?startingAfter=${ids.ann}`
  expect((await api.call('GET', after, undefined, { key: rival.key })).status).toBe(404)
  const { body } = await api.call('GET', '/api/users/count', undefined, { key: rival.key })
  expect([body.users, body.withPoints]).toEqual([0, 0])
})
