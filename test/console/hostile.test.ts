import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { createKeys } from '../../src/engine/keys.ts'
import { hostileNames, seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { useConsole } from './support.ts'
import type { Watched } from './support.ts'

let seeded: Seeded
let coins: string
let reader: string
const largest = { coins: '9223372036.854775807', shown: '9,223,372,036.854775807' }
const descriptions = Object.values(hostileNames)
const manyEntries = 150

const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
  const { api, services, tenant } = each
  const currency = { name: 'Coins <b>', symbol: 'C', decimals: 9 }
  coins = (await api<{ id: string }>('POST', '/api/loyalty/currencies', currency)).id
  const give = (description: string, entries: object[], more: object = {}) =>
    api('POST', '/api/loyalty/transactions', { description, entries, ...more })
  await give('All there can be', [{ userId: seeded.bob, amount: largest.coins }], {
    loyaltyCurrencyId: coins,
  })
  for (const text of descriptions) await give(text, [{ userId: seeded.ada, amount: '1' }])
  const entries = Array.from({ length: manyEntries }, (_, n) => ({
    ...{ userId: seeded.ada, amount: '1', idempotencyKey: `many-${n}` },
  }))
  await give('One of many', entries)
  const keys = createKeys({ store: services.store, now: () => new Date() })
  const issued = await keys.issue({
    ...{ org: tenant.org, mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY', name: 'Support' },
    website: tenant.website,
  })
  reader = issued.key
})

describe('hostile data, in Kiritimati', () => {
  let watched: Watched
  let page: Page
  beforeAll(async () => {
    watched = await product.openSignedIn({ timezoneId: 'Pacific/Kiritimati' })
    page = watched.page
  })
  afterAll(() => watched.context.close())

  it.each(Object.entries(hostileNames))('a name of %s is shown as it is', async (_kind, name) => {
    await page.goto(`/users?q=${encodeURIComponent(name.slice(0, 100))}`)
    await page.getByRole('row').filter({ hasText: name }).first().click()
    await page.getByRole('dialog').getByRole('heading', { name }).waitFor()
    expect(await widthBeyond(page)).toBe(0)
  })

  it('descriptions of that kind stay in their lines, and a statement of many comes in parts', async () => {
    await page.goto(`/users?user=${seeded.ada}&tab=statement`)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('One of many').first().waitFor()
    expect(await dialog.getByRole('row').count()).toBe(101)
    await dialog.getByRole('button', { name: 'Older entries' }).click()
    for (const text of descriptions) await dialog.getByText(text, { exact: true }).waitFor()
    expect(await widthBeyond(page)).toBe(0)
  })

  it('the largest amount there can be, of 9 decimals, has every digit; 1 more is added exactly', async () => {
    await page.goto(`/users?q=Bob&currency=${coins}`)
    await page.getByRole('row', { name: new RegExp(largest.shown) }).click()
    const dialog = page.getByRole('dialog', { name: 'Bob' })
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await dialog.getByRole('textbox', { name: 'Points' }).fill('0.000000001')
    const becomes = `${largest.shown} becomes 9,223,372,036.854775806`
    await dialog.getByText(becomes).waitFor()
    await dialog.getByRole('textbox', { name: 'Points' }).fill('0.0000000001')
    await dialog.getByLabel('Reason').fill('Too small')
    await dialog
      .getByRole('button', { name: /^Remove/ })
      .last()
      .click()
    await dialog.getByText('have 9 decimals').waitFor()
  })

  it('times are those of UTC, and say so', async () => {
    const { times } = await product.api<{ times: { acceptedAt: string } }>(
      'GET',
      `/api/loyalty/receipts/${seeded.settled}`,
    )
    await page.goto(`/claims/${encodeURIComponent(seeded.settled)}`)
    const day = new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
    }).format(new Date(times.acceptedAt))
    const time = times.acceptedAt.slice(11, 16)
    await page.getByText(`asked ${day}, ${time} UTC`).waitFor()
    expect(watched.troubles).toEqual([])
  })
})

describe('a key that only reads', () => {
  let page: Page
  beforeAll(async () => {
    const { page: opened, context } = await product.open()
    await context.request.post('/api/session', { data: { apiKey: reader } })
    page = opened
  })

  it.each([
    ['users', () => `/users?user=${seeded.ada}`, 'Points by source', /Add|Remove/],
    ['a statement', () => `/users?user=${seeded.ada}&tab=statement`, 'One of many', /Undo/],
    ['identities', () => `/users?user=${seeded.bob}&tab=identities`, 'GitHub', /Disconnect/],
    ['why not', () => `/users?user=${seeded.bob}&tab=why`, 'Your server says so', /Check again/],
    ['claims', () => '/claims?outcome=settled', 'Come by every day', /Check|Void/],
    ['rules', () => '/rules', 'Come by every day', /New rule|Pause/],
    ['a rule', () => `/rules/${seeded.daily}`, 'Come by every day', /Save|Pause|Drop/],
  ])('is not offered what it may not: %s', async (_name, path, shows, forbidden) => {
    await page.goto(path())
    await page.getByText(shows).first().waitFor()
    expect(await page.getByRole('button', { name: forbidden }).count()).toBe(0)
    expect(await page.getByRole('link', { name: forbidden }).count()).toBe(0)
    expect(await page.getByRole('checkbox', { disabled: false }).count()).toBe(0)
  })

  it('is told by a pasted link which key it takes, and refused by the server anyway', async () => {
    await page.goto('/rules/new?type=check_in')
    await page.getByText('Yours, Support, is a WEBSITE_READ_ONLY_API_KEY').waitFor()
    const body = { description: 'd', entries: [{ userId: seeded.ada, amount: 1 }] }
    const { status } = await product.services.call(
      ...([reader, 'POST', '/api/loyalty/transactions', body] as const),
    )
    expect(status).toBe(403)
  })
})

/** How far the page can be scrolled to the side. */
function widthBeyond(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth')
}
