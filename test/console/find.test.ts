import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { axeFindings, useConsole } from './support.ts'
import type { Watched } from './support.ts'

let seeded: Seeded
let bobsEntry: string
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
  await each.api('POST', '/api/users/metadatas', {
    ...{ externalIdentifier: 'crm-77', displayName: 'Cleo', emailAddress: 'cleo@acme.test' },
  })
  const statement = `/api/loyalty/accounts/${seeded.bob}/statement`
  const { data } = await each.api<{ data: { id: string }[] }>('GET', statement)
  bobsEntry = data[0]?.id ?? ''
})

let watched: Watched
let page: Page
beforeAll(async () => {
  watched = await product.openSignedIn()
  page = watched.page
  await page.goto('/rules')
  await page.getByText('Come by every day').waitFor()
})

const options = () => page.getByRole('listbox', { name: 'Found' }).getByRole('option')

async function find(text: string) {
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: /Rule, user/ }).fill(text)
}

it.each([
  ['a rule by a part of its name', () => 'every DAY', /Come by every day.*Rule/, /\/rules\/rul_/],
  ['a rule by its id', () => seeded.daily, /Come by every day.*Rule/, /\/rules\/rul_/],
  ['a user by name', () => 'cle', /Cleo.*User/, /\/users\?user=usr_/],
  ['a user by e-mail address', () => 'CLEO@', /Cleo.*User/, /\/users\?user=usr_/],
  ['a user by handle', () => 'ADA', /Ada.*User/, /\/users\?user=usr_/],
  ['a user by an id elsewhere', () => '583231', /Bob.*User/, /\/users\?user=usr_/],
  ['a user by wallet', () => `0x${'B0'.repeat(20)}`, /Bob.*User/, /\/users\?user=usr_/],
  ['a claim by its id', () => seeded.settled, /every day, Ada.*Claim/, /\/claims\/rul_/],
  ['an entry by its id', () => bobsEntry, /A large number.*Entry/, /tab=statement/],
  ['a page', () => 'claim', /Claims.*Page/, /\/claims$/],
])('finds %s, and Enter goes there', async (_name, text, shows, address) => {
  await find(text())
  await options().filter({ hasText: shows }).waitFor()
  expect(await options().first().textContent()).toMatch(shows)
  await page.keyboard.press('Enter')
  await page.waitForURL(address, { waitUntil: 'commit' })
  await leaveDialog()
})

it('is driven by keyboard alone: arrows choose, Escape leads back to where one was', async () => {
  await page.goto('/claims')
  const row = page.getByRole('row', { name: /Come by every day/ })
  await row.focus()
  await page.keyboard.press('Control+k')
  await options().nth(2).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await options().nth(1).and(page.locator('[aria-selected=true]')).waitFor()
  const input = page.getByRole('combobox', { name: /Rule, user/ })
  const active = await input.getAttribute('aria-activedescendant')
  expect(active).toBe(await options().nth(1).getAttribute('id'))
  await page.getByRole('listbox').getByText('Users').waitFor()
  expect((await axeFindings(watched)).filter((each) => !isKnown(each))).toEqual([])

  await page.keyboard.type('nothing is called so')
  await page.getByText('Nothing is found by “nothing is called so”').waitFor()
  await page.keyboard.press('Escape')
  await input.waitFor({ state: 'detached' })
  expect(await row.evaluate((element) => element.matches(':focus'))).toBe(true)
  expect(watched.troubles).toEqual([])
})

it('g and a letter go, ? lists all keys, and none of it happens to who types', async () => {
  await page.goto('/rules')
  await page.getByRole('heading', { name: 'Rules' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await page.getByRole('heading', { name: 'Users' }).waitFor()
  const search = page.getByRole('searchbox')
  await search.click()
  await page.keyboard.type('g c/?')
  expect(await search.inputValue()).toBe('g c/?')
  expect(await page.getByRole('dialog').count()).toBe(0)

  await page.getByRole('link', { name: 'Users' }).focus()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Go to Overview').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  expect(new URL(page.url()).pathname).toBe('/users')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

it('the button opens it too, on a phone as well', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/rules')
  await page.getByRole('button', { name: 'Find' }).click()
  await options().filter({ hasText: 'Claims' }).click()
  await page.waitForURL(/\/claims/)
})

/** A user is opened over the list. */
async function leaveDialog() {
  if (!page.url().includes('user=')) return
  await page.getByRole('dialog').getByRole('tab').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Base UI guards the focus of an open popup with elements of its own, which axe takes for content outside of landmarks. */
function isKnown(finding: string): boolean {
  return /^(?:region|aria-hidden-focus) /.test(finding)
}
