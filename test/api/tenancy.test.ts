import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { TenantSide } from '../../src/engine/tenants.ts'
import { bodiesFor, settle } from './sample-rules.ts'
import { cases, unknown } from './tenancy-cases.ts'
import type { Ids } from './tenancy-cases.ts'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let theirs: Ids
let own: { key: string; ids: Ids }
beforeAll(async () => {
  api = await startApi()
  theirs = await populate(api.tenant, wallet('a'))
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Rival', websiteName: 'Rival', externalIdentifier: 'rival', domains: [] },
  })
  own = { key: other.key, ids: await populate(other, wallet('b')) }
})
afterAll(() => api.stop())

async function populate(tenant: TenantSide, holder: string): Promise<Ids> {
  const post = async (path: string, body: object) =>
    (await api.call('POST', path, body, { key: tenant.key })).body
  const told = { walletAddress: holder, twitterUserId: '1', userGroupExternalIdentifier: holder }
  const { id: user, userGroupId } = await post('/api/users/metadatas', told)
  const group = (await post('/api/loyalty/rule_groups/create', { name: 'g' })).id
  const body = bodiesFor({ tenant }).tracked
  const rule = (await post('/api/loyalty/rules', { ...body, loyaltyRuleGroupId: group })).id
  const claim = (await post(`/api/loyalty/rules/${rule}/complete`, { userId: user })).claimId
  await settle(api, claim)
  const multiplier = (await post('/api/loyalty/multipliers', { userId: user, multiplier: 2 })).id
  const entries = [{ userId: user, amount: 100 }]
  const transactions = '/api/loyalty/transactions'
  const { id: transaction, entries: booked } = await post(transactions, {
    description: 'd',
    entries,
  })
  const held = { userId: user, amount: 1, expiresAt: '2099-01-01T00:00:00Z' }
  const { id: hold } = await post('/api/loyalty/holds', held)
  const { currency, website, org } = tenant
  const account = `${org}:${website}:${currency}:${user}`
  return {
    ...{ rule, group, user, claim, multiplier, currency, website, account, transaction, hold },
    userGroup: userGroupId,
    entry: booked[0].id,
    wallet: holder,
  }
}

it.each(cases.map((one) => [one[0], one] as const))(
  'to %s of another tenant is 404, like one that does not exist',
  async (_name, [, method, pathOf, bodyOf]) => {
    const ask = async (ids: Ids) => {
      const path = pathOf(ids)
        .replace('OWN_USER', own.ids.user)
        .replace('OWN_TRANSACTION', own.ids.transaction)
        .replace('OWN', own.ids.rule)
      const { status, body } = await api.call(method, path, bodyOf?.(ids, own.ids), {
        key: own.key,
      })
      return { status, body: { ...body, requestId: '' } }
    }
    const answer = await ask(theirs)
    expect(answer.status).toBe(404)
    expect(answer).toEqual(await ask(unknown))
    expect(JSON.stringify(answer)).not.toContain(theirs.user)
  },
)

it('every route with an id in its path is among these', async () => {
  const { body } = await api.call('GET', '/api/openapi.json')
  const tried = cases.map(([, method, pathOf]) => {
    const path = pathOf(unknown).replace(/\?.*/, '').replace('OWN', unknown.rule)
    return `${method} ${path}`
  })
  const routes = Object.entries(body.paths as Record<string, object>).flatMap(
    ([path, operations]) =>
      path.includes('{') && path.startsWith('/api')
        ? Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path }))
        : [],
  )
  const missed = routes.filter(({ method, path }) => {
    const pattern = new RegExp(`^${method} ${path.replace(/\{\w+\}/g, '[^/]+')}$`)
    return !tried.some((each) => pattern.test(each))
  })
  expect(missed).toEqual([])
})

it.each([
  '/api/loyalty/rules?loyaltyRuleId=RULE&includeDeleted=true',
  '/api/loyalty/rules/status?loyaltyRuleId=RULE',
  '/api/loyalty/rule_statuses?userId=USER',
  '/api/loyalty/multipliers?userId=USER&includeDeleted=true',
  '/api/loyalty/transaction_entries?userId=USER',
  '/api/loyalty/accounts?userId=USER',
  '/api/users?userId=USER',
  '/api/users?twitterUserId=1&walletAddress=WALLET',
  '/api/users/metadatas?walletAddress=WALLET',
])('%s of another tenant lists nothing', async (query) => {
  const known = { RULE: theirs.rule, USER: theirs.user, WALLET: theirs.wallet }
  const path = query.replace(/RULE|USER|WALLET/g, (name) => known[name as keyof typeof known])
  const { status, body } = await api.call('GET', path, undefined, { key: own.key })
  expect([status, body.data]).toEqual([200, []])
})

it('the same wallet, account or identifier may belong to somebody in each tenant', async () => {
  const told = { walletAddress: theirs.wallet, discordUserId: '1', externalIdentifier: 'e' }
  const mine = await api.call('POST', '/api/users/metadatas', told, { key: own.key })
  const yours = await api.call('POST', '/api/users/metadatas', told)
  expect([mine.status, yours.status]).toEqual([200, 200])
  expect(mine.body.id).not.toBe(yours.body.id)
})

it("claimr's door knows no campaign of another tenant", async () => {
  const body = { account: 'a', platform: 'p', id: '1', xp: 1 }
  for (const pid of ['acme', theirs.website, 'unknown']) {
    const answer = await api.call(
      'POST',
      '/api/v1/user/reward',
      { ...body, pid },
      { bearer: own.key },
    )
    expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found'])
  }
})

it("claimr's door counts nothing for another tenant, explains nothing of it and tells no progress", async () => {
  const who = { account: 'a', platform: 'p' }
  const value = { ...who, cid: theirs.group, aid: theirs.rule, value: 1 }
  const event = { ...who, category: 'c', name: 'n' }
  for (const pid of ['acme', theirs.website]) {
    const answers = [
      await api.call('POST', '/api/v1/event', { ...event, pid }, { bearer: own.key }),
      await api.call('POST', '/api/v1/event/explain', { ...event, pid }, { bearer: own.key }),
      await api.call('POST', '/api/v1/action/value', { ...value, pid }, { bearer: own.key }),
      await api.call(
        'POST',
        '/api/v1/stream/value',
        { ...who, stream: 's', value: 1, pid },
        { bearer: own.key },
      ),
      await api.call(
        'GET',
        `/api/v1/task/progress?account=a&platform=p&aid=${theirs.rule}&pid=${pid}`,
        undefined,
        { bearer: own.key },
      ),
    ]
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(
      Array(5).fill([404, 'not_found']),
    )
  }
  const inTheirs = { ...value, pid: 'rival' }
  const told = await api.call('POST', '/api/v1/action/value', inTheirs, { bearer: own.key })
  expect([told.status, told.body.error.code]).toEqual([404, 'not_found'])
  expect(await api.store.events.model.countDocuments({}, { allOrgs: true })).toBe(0)
})
