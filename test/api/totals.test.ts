import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi, until } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let rule: string
let group: string
let cash: string
beforeAll(async () => {
  api = await startApi()
  const post = async (path: string, body: object) => (await api.call('POST', path, body)).body
  const ann = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).id
  const money = { name: 'Cash', symbol: 'C', decimals: 2 }
  cash = (await post('/api/loyalty/currencies', money)).id
  for (const [amount, more] of [
    [100, {}],
    [-30, {}],
    ['12.34', { loyaltyCurrencyId: cash }],
  ] as const) {
    const entries = [{ userId: ann, amount, ...more }]
    await post('/api/loyalty/transactions', { description: 'd', entries })
  }
  group = (await post('/api/loyalty/rule_groups/create', { name: 'g' })).id
  const body = { ...bodiesFor(api).daily, loyaltyRuleGroupId: group }
  rule = (await post('/api/loyalty/rules', body)).id
  const { claimId } = await post(`/api/loyalty/rules/${rule}/complete`, { userId: ann })
  await settle(api, claimId)
})
afterAll(() => api.stop())

const ask = (query: string) => api.call('GET', `/api/loyalty/totals?${query}`)

/** As soon as everything is counted. */
async function totals(query: string) {
  const started = new Date().toISOString()
  const { body } = await until(
    () => ask(query),
    (answer) => answer.body.asOf >= started,
  )
  return body.data
}

it('says by kind what users got and gave, in whole units of each currency', async () => {
  const place = { websiteId: api.tenant.website, loyaltyCurrencyId: api.tenant.currency }
  expect(await totals(`by=kind&loyaltyCurrencyId=${api.tenant.currency}`)).toEqual([
    expect.objectContaining({ ...place, name: 'claim', transactions: 1, credited: '10' }),
    {
      ...{ ...place, name: 'transaction', transactions: 2 },
      ...{ credited: '100', debited: '30', net: '70' },
    },
  ])
  expect(await totals(`by=kind&loyaltyCurrencyId=${cash}`)).toEqual([
    expect.objectContaining({ loyaltyCurrencyId: cash, credited: '12.34', debited: '0' }),
  ])
})

it('says by rule, by its group and by day, and for a range of days', async () => {
  const paid = expect.objectContaining({ credited: '10', debited: '0', net: '10' })
  const today = new Date().toISOString().slice(0, 10)
  expect(await totals('by=rule')).toEqual([paid])
  expect(await totals('by=rule')).toMatchObject([{ name: rule }])
  expect(await totals('by=group')).toMatchObject([{ name: group, credited: '10' }])
  expect(await totals('by=rule&from=2020-01-01')).toMatchObject([{ name: rule, credited: '10' }])
  expect(await totals('by=rule&until=2020-01-01')).toEqual([])
  const days = await totals(`by=day&loyaltyCurrencyId=${cash}`)
  expect(days).toMatchObject([{ credited: '12.34' }])
  expect(days[0].name <= today).toBe(true)
})

it.each([
  ['', '/by'],
  ['by=user', '/by'],
  ['by=day&from=yesterday', '/from'],
  ['by=day&until=2026-02-30', '/until'],
  ['by=day&from=2026-02-01&until=2026-01-01', '/until'],
])('%s is refused at %s', async (query, pointer) => {
  const { status, body } = await ask(query)
  expect([status, body.errors[0].pointer]).toEqual([422, pointer])
})

it('is told to nobody else', async () => {
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Other', websiteName: 'Other', externalIdentifier: 'other', domains: [] },
  })
  const mine = { key: other.key }
  const path = '/api/loyalty/totals?by=kind'
  expect((await api.call('GET', path, undefined, mine)).body.data).toEqual([])
  const currency = `${path}&loyaltyCurrencyId=${cash}`
  expect((await api.call('GET', currency, undefined, mine)).body.data).toEqual([])
  const website = `${path}&websiteId=${api.tenant.website}`
  expect((await api.call('GET', website, undefined, mine)).status).toBe(404)
})
