import { expect, it } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { sumOf } from '../../console/src/amount.ts'
import { hostileNames, seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { useConsole } from './support.ts'

let seeded: Seeded
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
})

it('support corrects a balance by keyboard alone: a row, its sources, an adjustment that is paid once, its undo', async () => {
  const { page } = await product.openSignedIn()
  await page.goto('/users')
  const row = page.getByRole('row', { name: /Ada/ })
  await row.waitFor()
  await tabTo(page, page.getByRole('row', { name: /Bob/ }))
  await page.keyboard.press('ArrowDown')
  expect(await isFocused(row)).toBe(true)
  await page.keyboard.press('Enter')

  await page.getByRole('dialog').getByText('Points by source').waitFor()
  expect(await sourcesOf(page)).toEqual({ sum: '1200', balance: '1200' })

  await tabTo(page, page.getByRole('textbox', { name: 'Points' }))
  await page.keyboard.type('150')
  await page.getByText('1,200 becomes 1,350').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ticket 4711')
  await page.keyboard.press('Tab')
  expect(await isFocused(page.getByRole('button', { name: 'Add 150 points' }))).toBe(true)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByText('Added 150').waitFor()
  await page.getByRole('button', { name: 'Add points' }).waitFor()
  expect(await sourcesOf(page)).toEqual({ sum: '1350', balance: '1350' })
  expect(await entriesWith('Ticket 4711')).toBe(1)

  await tabTo(page, page.getByRole('tab', { name: 'Points' }), 'Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const line = page.getByRole('row', { name: /Ticket 4711/ })
  await line.waitFor()
  await tabTo(page, line.getByRole('button', { name: 'Undo' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('alertdialog').getByLabel('Reason'))
  await page.keyboard.type('Wrong person')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Undid +150').waitFor()
  await page.getByRole('row', { name: /Wrong person/ }).waitFor()
  expect(await balanceOf(seeded.ada)).toBe('1200')

  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Ada' }).waitFor({ state: 'detached' })
  expect(await isFocused(row)).toBe(true)
})

it('an adjustment whose answer was lost is made again under its key, and paid once', async () => {
  const { page, context } = await product.openSignedIn()
  await page.goto(`/users?user=${seeded.bob}`)
  await page.getByRole('textbox', { name: 'Points' }).fill('7')
  await page.getByLabel('Reason').fill('Answer lost')
  await context.route('**/api/loyalty/transactions', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Add 7 points' }).click()
  await page.getByRole('dialog').getByText('The server does not answer').waitFor()
  await context.unroute('**/api/loyalty/transactions')
  await page.getByRole('button', { name: 'Add 7 points' }).click()
  await page.getByText('Added 7').waitFor()
  expect(await entriesWith('Answer lost', seeded.bob)).toBe(1)
  expect(await balanceOf(seeded.bob)).toBe('9007199254741000')
})

it('an adjustment without a reason, of nothing, or of more than is there is refused at its field', async () => {
  const { page } = await product.openSignedIn()
  await page.goto(`/users?user=${seeded.ada}`)
  await page.getByRole('button', { name: 'Add points' }).click()
  await page.getByText('A number above 0').waitFor()
  await page.getByText('Say why: it stays in the statement').waitFor()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await page.getByRole('textbox', { name: 'Points' }).fill('1000000')
  await page.getByText('Only 1,200 can be taken').waitFor()
  await page.getByRole('textbox', { name: 'Points' }).fill('1.5')
  await page.getByText('Points are whole numbers').waitFor()
})

it('a search finds by the beginning of a name, and its address finds it again', async () => {
  const { page } = await product.openSignedIn()
  await page.goto('/users')
  await page.getByRole('searchbox').fill('member 0')
  await page.getByRole('row', { name: 'Member 07' }).waitFor()
  await page.waitForURL(/q=member/)
  await page.reload()
  await page.getByRole('row', { name: 'Member 07' }).waitFor()
  expect(await page.getByRole('row', { name: /Ada/ }).count()).toBe(0)
})

it('names are shown as they are, whatever is in them', async () => {
  const { page, troubles } = await product.openSignedIn()
  await page.goto('/users?order=joined')
  for (const name of Object.values(hostileNames)) {
    await page.getByText(name, { exact: true }).first().waitFor({ state: 'attached' })
  }
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
  expect(troubles).toEqual([])
})

it('why-not says of each rule how a user stands, and leads to the receipt', async () => {
  const { page } = await product.openSignedIn()
  await page.goto(`/users?user=${seeded.ada}&tab=why`)
  await page.getByRole('button', { name: /Got it Come by every day/ }).click()
  await page.getByText('Window is free').waitFor()
  await page.getByRole('link', { name: 'Receipt of the last attempt' }).click()
  await page.getByRole('heading', { name: 'Ada was paid 40 for Come by every day' }).waitFor()
  await page.getByText('Issuance of the programme').waitFor()
})

/** Presses Tab until something is focused, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
  for (let left = 60; left > 0; left--) {
    if (await isFocused(wanted)) return
    await page.keyboard.press(key)
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`)
}

async function isFocused(wanted: Locator): Promise<boolean> {
  const isThere = (await wanted.count()) > 0
  return isThere && wanted.evaluate((element) => element.matches(':focus'))
}

/** What the bars sum to, and what is said below them. */
async function sourcesOf(page: Page) {
  const amounts = await page.locator('.bars .num.strong').allTextContents()
  const balance = await page.locator('.sum-line b').textContent()
  return { sum: sumOf(amounts.map(plain)), balance: plain(balance ?? '') }
}

const plain = (text: string) => text.replaceAll(',', '').replace('\u2212', '-')

async function entriesWith(description: string, user = seeded.ada): Promise<number> {
  const { data } = await product.api<{ data: { description: string }[] }>(
    'GET',
    `/api/loyalty/accounts/${user}/statement?limit=100`,
  )
  return data.filter((line) => line.description === description).length
}

async function balanceOf(user: string): Promise<string> {
  const found = await product.api<{ balance: string }>('GET', `/api/users/${user}/summary`)
  return found.balance
}
