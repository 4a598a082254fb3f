import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { createSources } from '../../src/ledger/listing/sources.ts'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let rule: string
beforeAll(async () => {
  api = await startApi()
  ann = await newUser('ann')
  rule = (await post('/api/loyalty/rules', { ...bodiesFor(api).word, name: 'Said so' })).id
})
afterAll(() => api.stop())

const post = async (path: string, body: object) => {
  const answer = await api.call('POST', path, body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}
const newUser = async (externalIdentifier: string): Promise<string> =>
  (await post('/api/users/metadatas', { externalIdentifier })).id
const book = (userId: string, amount: number | string, more: object = {}) =>
  post('/api/loyalty/transactions', { description: 'd', entries: [{ userId, amount }], ...more })
const claim = async (userId: string, of = rule): Promise<string> => {
  const { claimId } = await post(`/api/loyalty/rules/${of}/complete`, { userId })
  return claimId
}
const summary = async (id = ann, query = '') =>
  (await api.call('GET', `/api/users/${id}/summary${query}`)).body
const sumOf = (sources: { amount: string }[]) =>
  sources.reduce((sum, { amount }) => sum + BigInt(amount), 0n)

it('somebody who has nothing yet has no sources', async () => {
  expect(await summary()).toMatchObject({
    ...{ balance: '0', held: '0', available: '0', seq: 0, rank: null, sources: [], latest: [] },
    user: { id: ann, name: 'ann' },
    currency: { id: api.tenant.currency, decimals: 0 },
  })
})

it('points by source sum to the balance, withdrawn ones negative', async () => {
  for (let time = 0; time < 3; time++) await settle(api, await claim(ann))
  await book(ann, 100)
  const { id } = await book(ann, -30)
  await until(
    () => api.call('GET', `/api/loyalty/transaction_entries?loyaltyTransactionId=${id}`),
    ({ body }) => body.data.length > 0,
  )
  await post(`/api/loyalty/transactions/${id}/reverse`, { amount: 10 })
  await post('/api/loyalty/holds', { userId: ann, amount: 5, expiresAt: '2099-01-01T00:00:00Z' })

  const found = await until(
    () => summary(),
    ({ rank }) => rank !== null,
  )
  expect(found).toMatchObject({ held: '5', rank: 1, of: expect.any(Number) })
  expect(String(sumOf(found.sources))).toBe(found.balance)
  const byHand = { kind: 'transaction', rule: null, entries: 2, credited: '100', debited: '30' }
  const ruled = { kind: 'claim', rule: { id: rule, name: 'Said so', type: 'external_rule' } }
  expect(found.sources).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...byHand, amount: '70' }),
      expect.objectContaining({ ...ruled, entries: 3, amount: '30' }),
      expect.objectContaining({ kind: 'reversal', amount: '10' }),
    ]),
  )
  expect(found.latest[0]).toMatchObject({ kind: 'hold', balance: found.balance })
})

it('what was withdrawn is a source, negative, and comes last', async () => {
  const { org, website, key } = api.tenant
  const said = { account: 'bob', platform: 'steam', pid: 'acme' }
  for (const [method, xp] of [
    ['reward', 100],
    ['withdraw', 30],
  ] as const) {
    await api.call('POST', `/api/v1/user/${method}`, { ...said, id: '1', xp }, { bearer: key })
  }
  const bob = await api.store.users.findByAccount(org, website, 'steam', 'bob')
  const { sources, balance } = await summary(bob?._id)
  expect(sources).toMatchObject([
    { kind: 'reward', amount: '100', credited: '100', debited: '0' },
    { kind: 'withdrawal', amount: '-30', credited: '0', debited: '30' },
  ])
  expect(balance).toBe('70')
})

it('amounts that a double cannot hold stay exact', async () => {
  const rich = await newUser('rich')
  const currency = await post('/api/loyalty/currencies', { name: 'G', symbol: 'G', decimals: 9 })
  const more = { loyaltyCurrencyId: currency.id }
  await book(rich, '9223372036.000000001', more)
  await book(rich, '-9223372035', more)
  await book(rich, '9223372035.000000006', more)
  const found = await summary(rich, `?loyaltyCurrencyId=${currency.id}`)
  expect(found.balance).toBe('9223372036.000000007')
  expect(found.sources).toMatchObject([
    { amount: '9223372036.000000007', credited: '18446744071.000000007', debited: '9223372035' },
  ])
})

describe('sums that are kept', () => {
  it('are the same as those that are added up anew, however far they were kept', async () => {
    const many = await newUser('many')
    const { org, website, currency } = api.tenant
    const account = `${org}:${website}:${currency}:${many}`
    const keeping = createSources(collectionsOf(api.db), 1)
    const fresh = createSources(collectionsOf(api.db), Infinity)
    for (let round = 0; round < 4; round++) {
      for (const amount of [7, -2, 1 + round]) await book(many, amount)
      await settle(api, await claim(many))
      const [kept, anew] = [await keeping(account), await fresh(account)]
      expect(kept).toEqual(anew)
      const sum = kept.sources.reduce((all, { credited, debited }) => all + credited - debited, 0n)
      expect(sum).toBe(kept.balance)
    }
    const [stored] = await api.db.collection('accountSources').find({ seq: 16 }).toArray()
    expect(stored).toMatchObject({ _id: account })
  })
})
