import { beforeAll, afterAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Answer, Api, Sent } from './support.ts'

let api: Api
let rule: string
let user: string
/** Three that paid 10 points each, and one that was not met. */
const claims: string[] = []
beforeAll(async () => {
  api = await startApi()
  user = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).body.id
  rule = (await post('/api/loyalty/rules', bodiesFor(api).word)).body.id
  for (let time = 0; time < 4; time++) {
    const { body } = await post(`/api/loyalty/rules/${rule}/complete`, { userId: user })
    await settle(api, body.claimId, time < 3)
    claims.push(body.claimId)
  }
})
afterAll(() => api.stop())

const post = (path: string, body: object, sent?: Sent) => api.call('POST', path, body, sent)
const voidSome = (body: object, sent?: Sent) =>
  post('/api/loyalty/claims/void', { description: 'Ticket 4711', ...body }, sent)
const balance = async () =>
  (await api.call('GET', `/api/users/${user}/summary`)).body.balance as string
const skippedOf = ({ body }: Answer) => body.skipped.map(({ code }: { code: string }) => code)
const given = (amount: string) => [{ loyaltyCurrencyId: api.tenant.currency, amount }]

it('is counted first, and does nothing then', async () => {
  const { body } = await voidSome({ ruleId: rule, dry: true })
  expect(body).toMatchObject({ isPreview: true, count: 4, isMore: false, points: given('30') })
  expect(body.voided).toEqual([claims[2], claims[1], claims[0]])
  expect(body.skipped).toEqual([
    { claimId: claims[3], code: 'not_paid', message: 'the claim is unmet' },
  ])
  expect(await balance()).toBe('30')
})

it('takes back what was paid, once, with its reason; the claim stays that of its window', async () => {
  const key = { headers: { 'idempotency-key': 'once' } }
  const first = await voidSome({ ids: [claims[0]] }, key)
  expect(first.body).toMatchObject({ isPreview: false, voided: [claims[0]], points: given('10') })
  expect((await voidSome({ ids: [claims[0]] }, key)).body).toEqual(first.body)
  expect(skippedOf(await voidSome({ ids: [claims[0]] }))).toEqual(['over'])
  expect(await balance()).toBe('20')

  const { body } = await api.call('GET', `/api/loyalty/receipts/${claims[0]}`)
  expect(body.status).toBe('rewarded')
  expect(body.ledger.legs).toMatchObject([
    { kind: 'claim', amount: { amount: '10' } },
    { kind: 'reversal', amount: { amount: '-10' }, reason: 'Ticket 4711' },
  ])
})

it('leaves alone what is spent, unless it may take what is there', async () => {
  const spend = { userId: user, amount: 15, direction: 'debit' }
  await post('/api/loyalty/transactions', { description: 'a hat', entries: [spend] })
  expect(skippedOf(await voidSome({ ids: [claims[1]], dry: true }))).toEqual([
    'insufficient_points',
  ])
  expect(skippedOf(await voidSome({ ids: [claims[1]] }))).toEqual(['insufficient_points'])
  const { body } = await voidSome({ ids: [claims[1]], mayCut: true })
  expect(body).toMatchObject({ voided: [claims[1]], points: given('5') })
  expect(await balance()).toBe('0')
})

it('wants a reason, and touches nothing of others', async () => {
  const { status, body } = await post('/api/loyalty/claims/void', { ids: [claims[2]] })
  expect([status, body.errors[0].pointer]).toEqual([422, '/description'])
  const rival = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  const answer = await voidSome({ ids: [claims[2]] }, { key: rival.key })
  expect(answer.body).toMatchObject({ count: 0, voided: [] })
})

it('an entry is told by its id', async () => {
  const { body } = await api.call('GET', `/api/loyalty/receipts/${claims[2]}`)
  const { entry } = body.ledger.legs[0]
  const path = `/api/loyalty/transaction_entries/${encodeURIComponent(entry)}`
  const read = async () => (await api.call('GET', path)).body
  expect(await read()).toMatchObject({
    ...{ id: entry, claimId: claims[2], userId: user, exactAmount: '10', direction: 'credit' },
  })
  expect((await api.call('GET', `${path}0`)).status).toBe(404)
})
