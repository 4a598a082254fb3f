import { expect, it } from '@jest/globals'
import { axeFindings, useConsole } from './support.ts'

const product = useConsole(async ({ api }) => {
  await api('POST', '/api/users/metadatas', { externalIdentifier: 'ada', displayName: 'Ada' })
})

it('whoever has no session is asked for a key; a wrong one is refused beside the field, a right one lets in', async () => {
  const watched = await product.open()
  const { page, troubles } = watched
  await page.goto('/users?order=joined')
  const key = page.getByLabel('API key')
  await key.fill('vs_live_wrong')
  await key.press('Enter')
  await page.getByText('No key is like this one').waitFor()
  expect(await axeFindings(watched)).toEqual([])

  await key.fill(product.tenant.key)
  await key.press('Enter')
  await page.getByRole('row', { name: /Ada/ }).waitFor()
  const kept = await page.evaluate(
    'JSON.stringify([localStorage, sessionStorage, document.cookie])',
  )
  expect(kept).not.toContain(product.tenant.key)
  expect(troubles).toEqual([])
})

it('a link signs in once', async () => {
  const link = await product.api<{ url: string }>('POST', '/api/session/links')
  const first = await product.open()
  await first.page.goto(link.url)
  await first.page.getByRole('heading', { name: 'Overview' }).waitFor()

  const second = await product.open()
  await second.page.goto(link.url)
  await second.page.getByText('That link has been used').waitFor()
})

it('a session that ends keeps the page and what was typed, and goes on after another sign-in', async () => {
  const { page, context } = await product.openSignedIn()
  await page.goto('/users?order=joined')
  await page.getByRole('row', { name: /Ada/ }).click()
  await page.getByRole('textbox', { name: 'Points' }).fill('150')
  await page.getByLabel('Reason').fill('Ticket 4711')
  await context.request.delete('/api/session', { headers: { 'sec-fetch-site': 'same-origin' } })

  await page.getByRole('button', { name: 'Add 150 points' }).click()
  await page.getByText('Nothing that you typed is lost').waitFor()
  await page.getByLabel('API key').fill(product.tenant.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Add 150 points' }).click()
  await page.getByText('Added 150').waitFor()
})

it('a server that is gone leaves what was there, says since when, and comes back by itself', async () => {
  const { page, context } = await product.openSignedIn()
  await page.goto('/users?order=joined')
  await page.getByRole('row', { name: /Ada/ }).waitFor()
  await context.route('**/api/**', (route) => route.abort())
  await page.getByRole('row', { name: /Ada/ }).click()
  await page.getByText('The server does not answer since').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  expect(await page.getByRole('row', { name: /Ada/ }).isVisible()).toBe(true)

  await context.unroute('**/api/**')
  await page.getByText('The server does not answer since').waitFor({ state: 'detached' })
})

it('light and dark are chosen, and stay chosen', async () => {
  const { page } = await product.openSignedIn({ colorScheme: 'light' })
  await page.goto('/users?order=joined')
  await page.getByRole('button', { name: 'Dark' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Light' }).waitFor()
  expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark')
})
