import { readFile } from 'node:fs/promises'
import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { useConsole } from './support.ts'
import type { Console, Watched } from './support.ts'

let second: string
let gems: string
let dora: string
const product = useConsole(async (each) => {
  const { api, services, tenant } = each
  second = 'web_second'
  const { websites } = services.store
  const first = await websites.find(tenant.org, tenant.website)
  if (!first) throw new Error('the tenant has no website')
  await websites.model.create({
    ...first,
    _id: second,
    name: 'Season two',
    externalIdentifier: 's2',
  })
  const currency = (websiteId: string, name: string) =>
    api<{ id: string }>('POST', '/api/loyalty/currencies', {
      ...{ websiteId, name, symbol: name.slice(0, 3), decimals: 0 },
    })
  await websites.model.updateOne(
    { org: tenant.org, _id: second },
    { $unset: { defaultCurrency: 1 } },
  )
  await currency(second, 'Stars')
  gems = (await currency(second, 'Gems')).id
  await person(each, tenant.website, 'Anna', '10')
  dora = await person(each, second, 'Dora', '70')
  await api('POST', '/api/loyalty/transactions', {
    ...{ websiteId: second, loyaltyCurrencyId: gems, description: 'Gems' },
    entries: [{ userId: dora, amount: '3' }],
  })
  // Ranks are up to a second late, and the page asks for them at once.
  const places = [`websiteId=${tenant.website}`, `websiteId=${second}&loyaltyCurrencyId=${gems}`]
  await eventually(async () => {
    const found = places.map((place) => api<Found>('GET', `/api/users/standings?${place}`))
    return (await Promise.all(found)).every(({ data }) => data.length > 0)
  })
})

interface Found {
  data: unknown[]
}

async function person({ api }: Console, websiteId: string, displayName: string, amount: string) {
  const { userId } = await api<{ userId: string }>('POST', '/api/users/metadatas', {
    ...{ websiteId, displayName, externalIdentifier: displayName },
  })
  const gift = { websiteId, description: 'Welcome', entries: [{ userId, amount }] }
  await api('POST', '/api/loyalty/transactions', gift)
  return userId
}

let watched: Watched
let page: Page
beforeAll(async () => {
  watched = await product.openSignedIn()
  page = watched.page
})

it('a programme is chosen at the top left, stays chosen, and stands in the address', async () => {
  await page.goto('/users')
  await page.getByRole('row', { name: /Anna/ }).waitFor()
  await page.getByLabel('Programme').selectOption('Season two')
  await page.getByRole('row', { name: /Dora.*70/ }).waitFor()
  expect(await page.getByRole('row', { name: /Anna/ }).count()).toBe(0)
  await page.getByRole('link', { name: 'Claims' }).click()
  await page.getByText('No claims yet').waitFor()
  await page.getByRole('link', { name: 'Rules' }).click()
  await page.getByText('No rules yet').waitFor()
  expect(new URL(page.url()).searchParams.get('website')).toBe(second)
})

it('a user, their adjustment and a CSV file are of the currency that is chosen', async () => {
  await page.goto(`/users?website=${second}`)
  await page.getByRole('row', { name: /Dora.*70/ }).waitFor()
  await page.getByLabel('Currency').selectOption('Gems')
  await page.getByRole('row', { name: /Dora.*3/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Dora' })
  await dialog.getByText('Gems', { exact: true }).first().waitFor()
  await dialog.getByRole('textbox', { name: 'Points' }).fill('4')
  await dialog.getByLabel('Reason').fill('More gems')
  await dialog.getByRole('button', { name: 'Add 4 points' }).click()
  await page.getByText('Dora has 7 now').waitFor()
  await dialog.getByRole('tab', { name: 'Statement' }).click()
  await dialog.getByRole('row', { name: /More gems/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('row', { name: /Dora.*7/ }).waitFor()

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ])
  const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
  expect(file.suggestedFilename()).toBe('users.csv')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain(`${dora},1,Dora,,Dora,,7,`)
})

it('a link to a user of another programme shows them all the same', async () => {
  await page.goto(`/users?user=${dora}`)
  const dialog = page.getByRole('dialog', { name: 'Dora' })
  await dialog.getByText('Stars', { exact: true }).first().waitFor()
  await dialog.getByRole('textbox', { name: 'Points' }).fill('1')
  await dialog.getByLabel('Reason').fill('One more')
  await dialog.getByRole('button', { name: 'Add 1 point' }).click()
  await page.getByText('Dora has 71 now').waitFor()
  expect(watched.troubles).toEqual([])
})
