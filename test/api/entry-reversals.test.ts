import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

let names = 0
const post = (path: string, body: object) => api.call('POST', path, body)
const newUser = async (): Promise<string> =>
  (await post('/api/users/metadatas', { externalIdentifier: `u${names++}` })).body.id
const book = async (userId: string, amount: number): Promise<string> => {
  const { body } = await post('/api/loyalty/transactions', {
    ...{ description: 'by hand', entries: [{ userId, amount }] },
  })
  return body.entries[0].id
}
const undo = (entry: string, body: object = {}, query = '') =>
  post(`/api/loyalty/transaction_entries/${encodeURIComponent(entry)}/reverse${query}`, body)
const preview = (entry: string, body: object = {}) => undo(entry, body, '?dry=true')
const balanceOf = async (user: string) =>
  (await api.call('GET', `/api/loyalty/accounts/${user}/balance`)).body
const entries = () => api.db.collection('entries').countDocuments()

it('a preview says what would be, and writes nothing', async () => {
  const user = await newUser()
  await book(user, 5)
  const entry = await book(user, 10)
  const before = await entries()
  const { status, body } = await preview(entry)
  expect([status, body]).toMatchObject([
    200,
    {
      ...{ isPreview: true, isPossible: true, refusal: null, reversalId: null, counters: [] },
      entry: { id: entry, kind: 'transaction', description: 'by hand', claimId: null },
      accounts: [{ userId: user, amount: '-10', balanceBefore: '15', balanceAfter: '5' }],
    },
  ])
  expect([await entries(), (await balanceOf(user)).balance]).toEqual([before, '15'])
})

it('undoing does what the preview said', async () => {
  const user = await newUser()
  const entry = await book(user, 10)
  const foreseen = (await preview(entry, { amount: 4 })).body
  const done = (await undo(entry, { amount: 4, description: 'a mistake' })).body
  expect(done).toEqual({
    ...foreseen,
    ...{ isPreview: false, reversalId: expect.stringMatching(/^pst_/) },
  })
  expect((await balanceOf(user)).balance).toBe('6')
  expect((await preview(entry)).body.accounts).toMatchObject([{ amount: '-6' }])
})

it('what was taken is given back', async () => {
  const user = await newUser()
  await book(user, 10)
  const entry = await book(user, -7)
  expect((await preview(entry)).body.accounts).toMatchObject([{ amount: '7', balanceAfter: '10' }])
  await undo(entry)
  expect((await balanceOf(user)).balance).toBe('10')
})

it('points that were spent are missed by the preview, or cut where that may be', async () => {
  const user = await newUser()
  const entry = await book(user, 10)
  await book(user, -7)
  const { body } = await preview(entry)
  expect(body).toMatchObject({ isPossible: false, refusal: { code: 'insufficient_points' } })
  const cut = (await preview(entry, { mayCut: true })).body
  expect(cut).toMatchObject({
    ...{ isPossible: true, accounts: [{ amount: '-3', balanceAfter: '0' }] },
  })
  expect((await undo(entry)).body.code).toBe('insufficient_points')
  expect((await undo(entry, { mayCut: true })).body.accounts).toEqual(cut.accounts)
})

it('a claim is undone with the cap that it counted on', async () => {
  const user = await newUser()
  const { word } = bodiesFor(api)
  const cap = { ...word, maxAmountPerInterval: 50, maxAmountInterval: 'daily' }
  const rule = (await post('/api/loyalty/rules', cap)).body
  const { claimId } = (await post(`/api/loyalty/rules/${rule.id}/complete`, { userId: user })).body
  await settle(api, claimId)
  const { legs, counters } = (await api.call('GET', `/api/loyalty/receipts/${claimId}`)).body.ledger
  const [leg] = legs
  const done = (await undo(leg.entry)).body
  expect(done).toMatchObject({
    entry: { kind: 'claim', claimId, loyaltyRuleId: rule.id },
    accounts: [{ userId: user, amount: '-10' }],
  })
  expect(counters).toMatchObject([{ amount: { amount: '10' } }])
  expect(done.counters).toMatchObject([
    { loyaltyRuleId: rule.id, userId: null, amount: '-10', balanceBefore: '10', balanceAfter: '0' },
  ])
})

it('a reversal is not reversed, and more than is left is refused', async () => {
  const user = await newUser()
  const entry = await book(user, 10)
  const tooMuch = await preview(entry, { amount: 11 })
  expect([tooMuch.status, tooMuch.body.errors[0].pointer]).toEqual([422, '/amount'])
  await undo(entry)
  const account = `${api.tenant.org}:${api.tenant.website}:${api.tenant.currency}:${user}`
  const [last] = await api.ledger.statement(account, { limit: 1 })
  for (const again of [await preview(last?.id ?? ''), await undo(last?.id ?? '')]) {
    expect([again.status, again.body.errors[0].code]).toEqual([422, 'reversal_of_reversal'])
  }
})
