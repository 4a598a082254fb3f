import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until, wallet } from './support.ts'
import type { Answer, Api } from './support.ts'

let api: Api
let ann: string
let bob: string
let rule: { id: string; type: string }
beforeAll(async () => {
  api = await startApi()
  const post = async (path: string, body: object) => (await api.call('POST', path, body)).body
  ann = (await post('/api/users/metadatas', { walletAddress: wallet('a') })).id
  bob = (await post('/api/users/metadatas', { externalIdentifier: 'bob' })).id
  for (const [userId, amount, key] of [
    [ann, 5, 'one'],
    [ann, 6, 'two'],
    [bob, 50, 'one'],
  ] as const) {
    const entries = [{ userId, amount, idempotencyKey: key }]
    await post('/api/loyalty/transactions', { description: `for ${key}`, entries })
  }
  const both = [
    { userId: ann, amount: -1 },
    { userId: bob, amount: -1 },
  ]
  await post('/api/loyalty/transactions', { description: 'both', entries: both })
  rule = await post('/api/loyalty/rules', bodiesFor(api).daily)
  const { claimId } = await post(`/api/loyalty/rules/${rule.id}/complete`, { userId: ann })
  await settle(api, claimId)
})
afterAll(() => api.stop())

const list = (query: string) => api.call('GET', `/api/loyalty/transaction_entries?${query}`)
const amountsOf = ({ body }: Answer) =>
  body.data.map((entry: { amount: number; direction: string }) =>
    entry.direction === 'debit' ? -entry.amount : entry.amount,
  )

it('entries are listed newest first, or oldest first', async () => {
  expect(amountsOf(await list('limit=100'))).toEqual([10, -1, -1, 50, 6, 5])
  expect(amountsOf(await list('limit=100&sortDir=asc'))).toEqual([5, 6, 50, -1, -1, 10])
})

it('an entry says what it belongs to', async () => {
  const { body } = await list(`loyaltyRuleId=${rule.id}`)
  expect(body.data).toEqual([
    expect.objectContaining({
      ...{ amount: 10, exactAmount: '10', direction: 'credit', type: 'loyalty_rule' },
      ...{ userId: ann, organizationId: api.tenant.org, websiteId: api.tenant.website },
      ...{ loyaltyCurrencyId: api.tenant.currency, claimId: expect.stringContaining(rule.id) },
      loyaltyTransaction: expect.objectContaining({
        ...{ type: 'loyalty_rule', loyaltyRule: { id: rule.id, type: rule.type } },
      }),
    }),
  ])
})

it('pages may end in the middle of a transaction', async () => {
  const seen: number[] = []
  let after = ''
  for (let more = true; more;) {
    const page = await list(`limit=2${after && `&startingAfter=${encodeURIComponent(after)}`}`)
    seen.push(...amountsOf(page))
    after = page.body.data.at(-1).id
    more = page.body.hasNextPage
  }
  expect(seen).toEqual([10, -1, -1, 50, 6, 5])
})

it.each([
  ['userId=BOB', [-1, 50]],
  [`walletAddress=${wallet('a')}`, [10, -1, 6, 5]],
  ['userId=BOB&userId=ANN', [10, -1, -1, 50, 6, 5]],
  ['type=api_key', [-1, -1, 50, 6, 5]],
  ['type=loyalty_rule', [10]],
  ['type=order', []],
  ['userId=ANN&idempotencyKey=one', [5]],
  ['loyaltyRuleType=TYPE', [10]],
  ['loyaltyRuleGroupId=grp_none', []],
  ['loyaltyCurrencyId=cur_other', []],
  ['createdAtStart=2000-01-01T00:00:00Z&createdAtEnd=2001-01-01T00:00:00Z', []],
  ['createdAtStart=2000-01-01T00:00:00Z&limit=1', [10]],
  ['userCompletedLoyaltyRuleId=RULE&userId=ANN', [10]],
  ['userCompletedLoyaltyRuleId=RULE&userId=BOB', []],
  ['userId=usr_unknown', []],
])('%s lists %j', async (query, amounts) => {
  const known = { BOB: bob, ANN: ann, RULE: rule.id, TYPE: rule.type }
  const asked = query.replace(/BOB|ANN|RULE|TYPE/g, (name) => known[name as keyof typeof known])
  expect(amountsOf(await list(asked))).toEqual(amounts)
})

it('a transaction is found by its id', async () => {
  const { body } = await list('limit=2')
  const { id } = body.data[1].loyaltyTransaction
  expect(amountsOf(await list(`loyaltyTransactionId=${id}`))).toEqual([-1, -1])
})

it('a key needs the user it belongs to', async () => {
  const { status, body } = await list('idempotencyKey=one')
  expect([status, body.errors[0].pointer]).toEqual([422, '/userId'])
  expect((await list('startingAfter=unknown')).status).toBe(404)
})

it('accounts are listed by balance, with their users', async () => {
  const accounts = (query: string) => api.call('GET', `/api/loyalty/accounts?${query}`)
  // Balances are listed a moment late.
  const { body } = await until(
    () => accounts(''),
    (answer) => answer.body.data[1]?.lockVersion === 4,
  )
  expect(body.data.map(({ amount }: { amount: string }) => amount)).toEqual(['49', '20'])
  expect(body.data[1]).toMatchObject({
    ...{ userId: ann, loyaltyCurrencyId: api.tenant.currency, held: '0', lockVersion: 4 },
    user: { id: ann, walletAddress: wallet('a'), userMetadata: [{ id: ann }] },
  })
  expect((await accounts('sortDir=asc&limit=1')).body).toMatchObject({
    ...{ data: [{ userId: ann }], hasNextPage: true },
  })
  expect((await accounts(`startingAfter=${body.data[0].id}`)).body.data).toHaveLength(1)
  for (const query of [`userId=${bob}`, 'externalIdentifier=bob']) {
    expect((await accounts(query)).body.data).toEqual([expect.objectContaining({ userId: bob })])
  }
  expect((await accounts('externalIdentifier=nobody')).body.data).toEqual([])
})

it('userId=null lists the accounts of the currency itself', async () => {
  const { body } = await api.call('GET', '/api/loyalty/accounts?userId=null&sortDir=asc')
  expect(body.data[0]).toMatchObject({ type: 'issuance', user: null, userId: null })
  expect(body.data.every(({ userId }: { userId: string | null }) => userId === null)).toBe(true)
})
