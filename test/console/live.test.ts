import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { cuttable } from './cuttable.ts'
import type { Cuttable } from './cuttable.ts'
import { useConsole } from './support.ts'

let rule: string
let ada: string
const product = useConsole(async ({ api, tenant }) => {
  const made = await api<{ id: string }>('POST', '/api/loyalty/rules', {
    ...{ type: 'external_rule', name: 'Your server says so', amount: 40, interval: 'unlimited' },
    ...{ startTime: '2026-01-01T00:00:00Z', endTime: null, metadata: {} },
    loyaltyCurrencyId: tenant.currency,
  })
  const person = { externalIdentifier: 'ada', displayName: 'Ada' }
  rule = made.id
  ada = (await api<{ userId: string }>('POST', '/api/users/metadatas', person)).userId
})

let way: Cuttable
beforeAll(async () => {
  way = await cuttable(product.services.baseUrl)
}, 30_000)
afterAll(() => way.stop())

/** Notes what the page's stream tells, as it comes. */
const noting = `{
  const Own = EventSource
  globalThis.told = []
  globalThis.EventSource = class extends Own {
    constructor(url) {
      super(url)
      this.addEventListener('claims', ({ data }) =>
        told.push(...JSON.parse(data).claims.map(({ id, outcome }) => id + ' ' + outcome)))
    }
  }
}`

async function openLive(path: string): Promise<Page> {
  const { page, context } = await product.openSignedIn({ baseURL: way.url })
  await context.addInitScript(noting)
  await page.goto(path)
  await says(page, /^Live$/)
  return page
}

const says = (page: Page, words: RegExp) =>
  page.getByRole('status').filter({ hasText: words }).waitFor()

/** Claims that are settled when it answers. */
async function pay(count: number): Promise<string[]> {
  const claims = await Promise.all(Array.from({ length: count }, claim))
  await Promise.all(claims.map(settled))
  return claims
}

async function claim(): Promise<string> {
  const path = `/api/loyalty/rules/${rule}/complete`
  return (await product.api<{ claimId: string }>('POST', path, { userId: ada })).claimId
}

const settled = (id: string) =>
  eventually(async () => {
    const path = `/api/loyalty/receipts/${id}`
    return (await product.api<{ status: string }>('GET', path)).status === 'rewarded'
  })

/** The claims of the feed that are settled, newest first. */
async function feedOf(page: Page): Promise<string[]> {
  const links = page.locator('.feed li', { hasText: 'Settled' }).locator('a[href^="/claims/"]')
  const paths = await links.evaluateAll((all: { pathname: string }[]) =>
    all.map(({ pathname }) => pathname),
  )
  return paths.map((path) => decodeURIComponent(path.slice('/claims/'.length)))
}

const toldTo = (page: Page) => page.evaluate<string[]>('told')

it('a cut line says so and comes back by itself; 50 claims that were paid meanwhile are there once each', async () => {
  const page = await openLive('/')
  const [first = ''] = await pay(1)
  await eventually(async () => (await feedOf(page)).includes(first))

  way.cut()
  await says(page, /^Lost since \d\d:\d\d UTC$/)
  const missed = await pay(50)
  expect(await feedOf(page)).toEqual([first])
  way.restore()
  await says(page, /^Live$/)
  await eventually(async () => (await feedOf(page)).length === 51)
  expect((await feedOf(page)).toSorted()).toEqual([first, ...missed].toSorted())

  const wanted = [first, ...missed].flatMap((id) => [`${id} under_way`, `${id} settled`])
  expect((await toldTo(page)).toSorted()).toEqual(wanted.toSorted())
  await page.context().close()
})

it('a page that nobody sees has no line, and goes on where it was', async () => {
  const page = await openLive('/')
  const hide = (hidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  await hide(true)
  await says(page, /^Connecting$/)
  await eventually(async () => (await readers()) === 0)
  const missed = await pay(2)
  expect(await toldTo(page)).toEqual([])
  await hide(false)
  await says(page, /^Live$/)
  const wanted = missed.flatMap((id) => [`${id} under_way`, `${id} settled`])
  await eventually(async () => (await toldTo(page)).length >= wanted.length)
  expect((await toldTo(page)).toSorted()).toEqual(wanted.toSorted())
  await page.context().close()
})

async function readers(): Promise<number> {
  const metrics = await (await fetch(`${product.services.baseUrl}/metrics`)).text()
  return Number(/^vouchsafe_live_readers (\d+)$/m.exec(metrics)?.[1])
}

it('nothing in the feed moves while somebody points at it', async () => {
  const page = await openLive('/')
  const [first = ''] = await pay(1)
  await eventually(async () => (await feedOf(page)).includes(first))
  const lines = page.locator('.feed li')
  await lines.first().hover()
  const before = await lines.allTextContents()
  await pay(2)
  await page.getByText('2 more, as soon as you look away').waitFor()
  expect((await lines.allTextContents()).length).toBe(before.length)
  await page.mouse.move(0, 0)
  await eventually(async () => (await lines.count()) === before.length + 2)
  await page.context().close()
})

it('the list of claims stays as it is, and says how many are new', async () => {
  const page = await openLive('/claims')
  const rows = page.getByRole('row').filter({ hasText: 'Ada' })
  await rows.first().waitFor()
  const before = await rows.allTextContents()
  await pay(3)
  await page.getByRole('button', { name: '3 new' }).waitFor()
  expect(await rows.allTextContents()).toEqual(before)
  await page.getByRole('button', { name: '3 new' }).click()
  await page.getByRole('button', { name: '3 new' }).waitFor({ state: 'detached' })
  await page.context().close()
})

it('a receipt and a row that wait are settled before the eyes', async () => {
  const { store } = product.services
  const receipt = await openLive('/claims')
  const list = await openLive('/claims')
  const [id = ''] = await pay(1)
  const { org } = product.tenant
  const waiting = { code: 'provider_limited', message: 'X allows no more calls', since: new Date() }
  const filter = { org, _id: id }
  await store.claims.model.updateOne(filter, { $set: { status: 'processing', waiting } })
  await list.getByRole('button', { name: '1 new' }).click()
  const row = list.getByRole('row').filter({ hasText: 'X allows no more calls' })
  await row.waitFor()
  await receipt.goto(`/claims/${encodeURIComponent(id)}`)
  await receipt.getByText('Your server says so for Ada is waiting').waitFor()

  await store.claims.model.updateOne(filter, {
    $set: { status: 'rewarded' },
    $unset: { waiting: 1 },
  })
  await receipt.getByText('Ada was paid 40 for Your server says so').waitFor()
  await row.waitFor({ state: 'detached' })
  await receipt.context().close()
  await list.context().close()
})

it('another process of the API goes on where the one before has left', async () => {
  const page = await openLive('/')
  const [before = ''] = await pay(1)
  await eventually(async () => (await feedOf(page)).includes(before))
  await product.restartApi()
  const [after = ''] = await pay(1)
  await eventually(async () => (await feedOf(page)).includes(after))
  const own = (await toldTo(page)).filter((line) => line.startsWith(after))
  expect(own).toEqual([`${after} under_way`, `${after} settled`])
  await page.context().close()
}, 60_000)
