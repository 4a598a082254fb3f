import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { useConsole } from './support.ts'

let seeded: Seeded
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
  const { services } = each
  const now = new Date().toISOString()
  // The worker has counted what the seed left behind.
  await eventually(async () => ((await each.api<Counted>('GET', '/api/overview')).asOf ?? '') > now)
  await services.store.sourceMinutes.add([
    {
      ...{ source: 'github', at: new Date(), calls: 4, failed: 0, limited: 0, took: [0, 4] },
      answeredAt: new Date(),
    },
  ])
})

interface Counted {
  asOf: string | null
}

const figure = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Figures' }).getByRole('link', { name })

it('says that nothing needs anybody, how it goes, and leads from each number to the claims behind it', async () => {
  const { page, troubles } = await product.openSignedIn()
  await page.goto('/')
  await page.getByText('Nothing needs anybody now').waitFor()
  await figure(page, 'Claims settled').getByText('1', { exact: true }).waitFor()
  await figure(page, 'Points paid').getByText('40').waitFor()
  await page.getByRole('row', { name: /GitHub Answers 4 100 ms 0/ }).waitFor()
  // Nobody asked: that is no zero, and no "answers".
  await page.getByRole('row', { name: /Discord Not (?:known|connected)/ }).waitFor()

  await page.getByRole('list', { name: 'Points by rule' }).getByRole('link').click()
  await page.waitForURL((url) => url.searchParams.get('rule') === seeded.daily)
  await page.getByRole('row', { name: /Come by every day/ }).waitFor()
  await page.goBack()
  await figure(page, 'Claims settled').click()
  await page.waitForURL(/outcome=settled/)
  await page.getByRole('row', { name: /Come by every day/ }).waitFor()
  expect(troubles).toEqual([])
})

it('the columns are walked with arrow keys, tell their numbers, and open their claims', async () => {
  const { page, troubles } = await product.openSignedIn()
  await page.goto('/?range=1h')
  const chart = page.getByRole('img', { name: /Claims by outcome, last hour/ })
  await chart.focus()
  await page.keyboard.press('End')
  const told = page.locator('.columns [role=status]')
  // The claim was made in this column or, where one has ended since, in the one before.
  if (!(await told.textContent())?.includes('Settled 1')) await page.keyboard.press('ArrowLeft')
  await told.getByText(/UTC: Settled 1, Not met 0/).waitFor()
  await page
    .getByRole('table', { name: /Claims by outcome/ })
    .getByRole('row')
    .nth(12)
    .waitFor({
      state: 'attached',
    })
  await page.keyboard.press('Enter')
  await page.waitForURL(/from=.*until=/)
  await page.getByRole('row', { name: /Come by every day/ }).waitFor()
  await page.getByRole('link', { name: /Since .* show all/ }).click()
  await page.waitForURL((url) => url.search === '')
  expect(troubles).toEqual([])
})

it('what needs a person comes first, says how much, and leads there', async () => {
  const { page } = await product.openSignedIn()
  await product.api('POST', `/api/loyalty/rules/${seeded.word}/pause`, {})
  await page.goto('/')
  const box = page.getByRole('region', { name: 'What needs somebody' })
  await box.getByRole('link', { name: /Your server says so is paused/ }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await product.api('POST', `/api/loyalty/rules/${seeded.word}/resume`, {})
})

it('the list of rules says how their claims of 24 hours went', async () => {
  const { page, troubles } = await product.openSignedIn()
  await page.goto('/rules')
  await page.getByRole('row', { name: /Come by every day.*1 100 % 40/ }).waitFor()
  await page.getByRole('row', { name: /Your server says so.*0 – 0/ }).waitFor()
  expect(troubles).toEqual([])
})
