import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let bodies: ReturnType<typeof bodiesFor>
beforeAll(async () => {
  api = await startApi()
  bodies = bodiesFor(api)
})
afterAll(() => api.stop())

const path = '/api/loyalty/rules'
const create = async (body: object) => (await api.call('POST', path, body)).body

it('a rule is answered as it is stored, with what the Snag API says of it', async () => {
  const { status, body } = await api.call('POST', path, bodies.link)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ name: 'A quest', type: bodies.link.type, amount: 10, rewardType: 'points' },
    ...{ organizationId: api.tenant.org, websiteId: api.tenant.website },
    ...{ version: 1, deletedAt: null, loyaltyRuleChain: [], warnings: [], claimType: 'manual' },
  })
  expect(body.id).toMatch(/^rul_/)
  expect((await api.call('GET', `${path}/${body.id}`)).body).toMatchObject({ id: body.id })
})

it('fields that the type does not read are named in warnings and not stored', async () => {
  const odd = { ...bodies.link, shopifyStoreUrl: 'x', metadata: { ...bodies.link.metadata, y: 1 } }
  const body = await create(odd)
  expect(body.warnings.map((each: { pointer: string }) => each.pointer)).toEqual([
    '/shopifyStoreUrl',
    '/metadata/y',
  ])
  expect(body).not.toHaveProperty('shopifyStoreUrl')
})

it('an automatic rule gets a schedule, after it is stored', async () => {
  const { id } = await create(bodies.held)
  expect(api.scheduled).toContain(`ensure ${id}`)
  expect(await api.store.rules.find(api.tenant.org, id)).toMatchObject({ isSwept: true })
})

it('a rule is made even while Temporal is down', async () => {
  api.down.temporal = true
  const { status } = await api.call('POST', path, bodies.held)
  api.down.temporal = false
  expect(status).toBe(200)
})

it('a handle is kept by the id it had when it was written', async () => {
  const { id, resolved } = await create(bodies.followed)
  expect(resolved).toMatchObject({ twitterUserId: 'id-of-acme' })
  const { body } = await api.call('POST', `${path}/${id}`, { name: 'Renamed' })
  expect(body).toMatchObject({ name: 'Renamed', version: 2, resolved })
})

it('a handle that nobody has is refused, and nothing is stored', async () => {
  const metadata = { twitterUsername: 'nobody' }
  const before = await api.store.rules.model.countDocuments({ org: api.tenant.org })
  const { status, body } = await api.call('POST', path, { ...bodies.followed, metadata })
  expect({ status, pointer: body.errors[0].pointer }).toEqual({
    ...{ status: 422, pointer: '/metadata/twitterUsername' },
  })
  expect(await api.store.rules.model.countDocuments({ org: api.tenant.org })).toBe(before)
})

it('every change is a version, and the first stays as it was', async () => {
  const { id } = await create(bodies.link)
  const { status, body } = await api.call('POST', `${path}/${id}`, { amount: 20 })
  expect({ status, amount: body.amount, version: body.version }).toEqual({
    ...{ status: 200, amount: 20, version: 2 },
  })
  const first = await api.store.rules.findVersion(api.tenant.org, id, 1)
  expect(first?.definition).toMatchObject({ amount: 10 })
})

it.each([
  ['type', { type: 'another' }],
  ['backgroundAssetUrl', { backgroundAssetUrl: 'https://other.test' }],
  ['loyaltyBadgeId', { loyaltyBadgeId: 'bdg_1' }],
])('%s cannot be changed', async (name, change) => {
  const { id } = await create(bodies.link)
  const { status, body } = await api.call('POST', `${path}/${id}`, change)
  expect({ status, errors: body.errors }).toEqual({
    status: 422,
    errors: [{ pointer: `/${name}`, code: 'frozen', message: 'cannot be changed' }],
  })
})

it('of many changes at once each is a version of its own, or refused', async () => {
  const { id } = await create(bodies.link)
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => api.call('POST', `${path}/${id}`, { name: `n${n}` })),
  )
  const won = answers.filter(({ status }) => status === 200)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
  expect((await api.call('GET', `${path}/${id}`)).body.version).toBe(1 + won.length)
})

it('a rule that is deleted is left out of lists, stays readable, and comes back', async () => {
  const { id } = await create(bodies.held)
  const { status, body } = await api.call('DELETE', `${path}/${id}`)
  expect({ status, body }).toEqual({ status: 200, body: { id, deletedAt: expect.any(String) } })
  const listed = (query: string) => api.call('GET', `${path}?loyaltyRuleId=${id}${query}`)
  expect((await listed('')).body.data).toEqual([])
  expect((await listed('&includeDeleted=true')).body.data).toHaveLength(1)
  const again = await api.call('POST', `${path}/${id}`, { deletedAt: null })
  expect(again.body.deletedAt).toBeNull()
  expect((await listed('')).body.data).toHaveLength(1)
})

it('deleting with debitLoyaltyPoints takes back what was paid, once', async () => {
  const { id } = await create(bodies.daily)
  const user = await api.engine.users.findOrCreate(
    { org: api.tenant.org, website: api.tenant.website },
    { platform: 'steam', account: 'debited' },
  )
  const { body } = await api.call('POST', `${path}/${id}/complete`, { userId: user._id })
  await settle(api, body.claimId)
  const { org, website, currency } = api.tenant
  const account = `${org}:${website}:${currency}:${user._id}`
  expect((await api.ledger.balance(account)).balance).toBe(10n)

  const url = `${path}/${id}?debitLoyaltyPoints=true`
  expect((await api.call('DELETE', url)).body).toMatchObject({ id, debitedClaims: 1 })
  expect((await api.call('DELETE', url)).body).toMatchObject({ debitedClaims: 0 })
  expect((await api.ledger.balance(account)).balance).toBe(0n)
  const receipt = await api.call('GET', `/api/loyalty/receipts/${body.claimId}`)
  expect(receipt.body).toMatchObject({ status: 'revoked', code: 'rule_deleted' })
  expect(receipt.body.ledger.legs.map((leg: { kind: string }) => leg.kind)).toEqual([
    ...['claim', 'reversal'],
  ])
})

it('a sweep is started now, and only for a rule that is swept', async () => {
  const { id } = await create(bodies.held)
  expect((await api.call('POST', `${path}/${id}/sweep`, {})).status).toBe(200)
  expect(api.scheduled).toContain(`trigger ${id}`)
  const { id: manual } = await create(bodies.link)
  expect((await api.call('POST', `${path}/${manual}/sweep`, {})).status).toBe(422)
  api.down.temporal = true
  const { status, headers } = await api.call('POST', `${path}/${id}/sweep`, {})
  api.down.temporal = false
  expect({ status, retry: headers.get('retry-after') }).toEqual({ status: 503, retry: '5' })
})

it('validate says what create would say, and creates nothing', async () => {
  const before = await api.store.rules.model.countDocuments({ org: api.tenant.org })
  const good = await api.call('POST', `${path}/validate`, { ...bodies.link, unknown: 1 })
  expect(good.body).toMatchObject({
    isValid: true,
    errors: [],
    warnings: [{ pointer: '/unknown' }],
  })
  const bad = await api.call('POST', `${path}/validate`, { ...bodies.link, interval: 'custom' })
  expect(bad.body).toMatchObject({ isValid: false, rule: null, errors: [{ pointer: '/interval' }] })
  expect(await api.store.rules.model.countDocuments({ org: api.tenant.org })).toBe(before)
})
