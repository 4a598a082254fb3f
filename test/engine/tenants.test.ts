import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../api/support.ts'
import type { Api } from '../api/support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

it('a tenant has a website, a default currency and a key, and all of it again for tests', async () => {
  const { tenant, store, engine } = api
  const { test } = tenant
  expect(test.org).toBe(`${tenant.org}~test`)
  expect(test.website).toBe(`${tenant.website}~test`)
  for (const { org, website, currency, key } of [tenant, test]) {
    expect(await store.websites.find(org, website)).toMatchObject({ defaultCurrency: currency })
    expect(await store.currencies.find(org, currency)).toMatchObject({ website, decimals: 0 })
    expect(await engine.keys.check(key)).toMatchObject({ org })
  }
  expect(await store.organizations.find(test.org)).toMatchObject({ mode: 'test' })
})

it('the website is named by both sides alike', async () => {
  const { tenant, engine } = api
  const caller = await engine.keys.check(tenant.test.key)
  const scope = await engine.websites.scopeOf(caller, {
    organizationId: tenant.org,
    websiteId: tenant.website,
  })
  expect(scope).toEqual({ org: tenant.test.org, website: tenant.test.website })
})

it('a live key cannot name the test side', async () => {
  const { tenant, engine } = api
  const caller = await engine.keys.check(tenant.key)
  await expect(
    engine.websites.scopeOf(caller, { organizationId: tenant.test.org }),
  ).rejects.toMatchObject({ code: 'forbidden' })
  await expect(
    engine.websites.scopeOf(caller, { websiteId: tenant.test.website }),
  ).rejects.toMatchObject({ code: 'not_found' })
})

it('an organization with several websites has to say which one it means', async () => {
  const { store, engine } = api
  const { org, website } = await engine.tenants.createTenant({
    ...{ name: 'Two', websiteName: 'First', domains: [] },
  })
  expect(await engine.websites.only({ org })).toMatchObject({ _id: website })
  await store.websites.create({
    ...{ _id: 'web_second', org, name: 'Second', domains: [], createdAt: new Date() },
  })
  await expect(engine.websites.only({ org })).rejects.toMatchObject({
    errors: [{ pointer: '/websiteId', code: 'required' }],
  })
})
