import { expect, it } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { useConsole } from './support.ts'

const product = useConsole()

it('a rule is made in the form of its type, stored as its JSON says, paused, and changed', async () => {
  const { page, troubles } = await product.openSignedIn()
  await page.goto('/rules')
  await page.getByText('No rules yet').waitFor()
  await page.getByRole('link', { name: 'New rule' }).first().click()
  await page.getByRole('link', { name: 'check_in' }).click()
  await page.getByLabel('Name').fill('Come by every week')
  await page.getByLabel('Amount').fill('25')
  await page.getByText('The server would take this rule').waitFor()
  await page.getByRole('tab', { name: 'JSON' }).click()
  const told = JSON.parse((await page.locator('.beside pre').textContent()) ?? '') as object
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.waitForURL(/\/rules\/rul_/)

  const id = new URL(page.url()).pathname.split('/').at(-1)
  const path = `/api/loyalty/rules/${id}`
  // The API reads an absent description as null, and answers it as an empty text.
  expect(await product.api('GET', path)).toMatchObject({ ...told, description: '' })

  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  await page.getByLabel('Amount').fill('30')
  await page.reload()
  await page.getByText('Not saved yet').waitFor()
  await page.getByRole('button', { name: /Save version/ }).click()
  await page.getByText('Saved version').waitFor()
  expect(await product.api('GET', path)).toMatchObject({ amount: 30, isPaused: true })
  expect(troubles).toEqual([])
})

it("the server's pointers land on their fields, and only where somebody has been", async () => {
  const { page } = await product.openSignedIn()
  await page.goto('/rules/new?type=TokenHold')
  await page.getByRole('button', { name: 'Add to collections' }).click()
  const [name, address, network] = ['Name', 'Address of the contract', 'Network'].map((label) =>
    page.getByLabel(label),
  )
  await expectInvalid(network, true)
  await expectInvalid(name, false)
  await page.getByRole('button', { name: 'Create rule' }).click()
  await page.getByText('Still to be mended').waitFor()
  await expectInvalid(name, true)

  await name?.fill('Hold one')
  await page.getByLabel('Amount').fill('5')
  await address?.fill('nowhere')
  await network?.click()
  await page.getByRole('option', { name: 'Mainnet', exact: true }).click()
  await page.locator('.error', { hasText: 'Must be the address of a contract' }).waitFor()
  await expectInvalid(address, true)
  await expectInvalid(network, false)
})

async function expectInvalid(control: Locator | undefined, isInvalid: boolean) {
  await control?.and(control.page().locator(`[aria-invalid=${isInvalid}]`)).waitFor()
}
