import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
})
afterAll(() => api.stop())

const groups = '/api/loyalty/rule_groups'
const currencies = '/api/loyalty/currencies'
const createGroup = async (body: object) => (await api.call('POST', `${groups}/create`, body)).body
const groupOf = async (id: string, query = '') => {
  const { body } = await api.call('GET', `${groups}?limit=100${query}`)
  return body.data.find((group: { id: string }) => group.id === id)
}

it('a group holds its rules, and lets them go when it is deleted', async () => {
  const { id } = await createGroup({ name: 'Start here', subTitle: 'now', sortId: 3 })
  const inGroup = { ...bodies.link, loyaltyRuleGroupId: id }
  const { body: rule } = await api.call('POST', '/api/loyalty/rules', inGroup)
  await api.call('POST', '/api/loyalty/rules', { ...inGroup, name: 'Hidden', hideInUi: true })
  expect(await groupOf(id)).toMatchObject({
    ...{ name: 'Start here', subTitle: 'now', sortId: 3, isRequired: false },
    loyaltyGroupItems: [{ loyaltyRule: { id: rule.id }, sortId: 0 }, { sortId: 1 }],
  })
  expect((await groupOf(id, '&excludeHidden=true')).loyaltyGroupItems).toHaveLength(1)

  expect((await api.call('DELETE', `${groups}/${id}`)).status).toBe(200)
  expect(await groupOf(id)).toBeUndefined()
  const { body } = await api.call('GET', `/api/loyalty/rules/${rule.id}`)
  expect(body.loyaltyRuleGroupId).toBeNull()
})

it.each([{ subtitle: 'both' }, { subTitle: 'both' }])(
  '%j changes the sub-title',
  async (change) => {
    const { id } = await createGroup({ name: 'G' })
    const { body } = await api.call('POST', `${groups}/${id}`, { ...change, isCollapsible: true })
    expect(body).toMatchObject({ name: 'G', subTitle: 'both', isCollapsible: true })
  },
)

it('a group needs a name, and an unknown one is 404', async () => {
  expect((await api.call('POST', `${groups}/create`, {})).status).toBe(422)
  expect((await api.call('POST', `${groups}/grp_unknown`, { name: 'x' })).status).toBe(404)
  expect((await api.call('DELETE', `${groups}/grp_unknown`)).status).toBe(404)
})

it('a currency is listed with the fields of the Snag API', async () => {
  const money = { name: 'Gold', symbol: 'GLD', decimals: 9, apiAuthType: 'none', apiGetUrl: null }
  const { status, body } = await api.call('POST', currencies, money)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ name: 'Gold', symbol: 'GLD', decimals: 9, deletedAt: null, apiAuthValue: null },
  })
  const { body: listed } = await api.call('GET', `${currencies}?websiteId=${api.tenant.website}`)
  expect(listed.data.map(({ id }: { id: string }) => id)).toEqual([api.tenant.currency, body.id])
})

it.each([
  ['/decimals', { decimals: 10 }],
  ['/decimals', { decimals: -1 }],
  ['/decimals', { decimals: 0.5 }],
  ['/symbol', { symbol: '' }],
  ['/apiAuthValue', { apiAuthValue: 'secret' }],
  ['/apiPostUrl', { apiPostUrl: 'https://partner.test' }],
])('%s of %j is 422', async (pointer, wrong) => {
  const body = { name: 'X', symbol: 'X', decimals: 0, ...wrong }
  const answer = await api.call('POST', currencies, body)
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer])
})
