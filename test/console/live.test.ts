import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { createGithub } from '../../sandbox/github/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { eventually } from '../support/eventually.ts'
import { cuttable } from './cuttable.ts'
import type { Cuttable } from './cuttable.ts'
import { useConsole } from './support.ts'
import type { Console } from './support.ts'

let github: Vendor
let control: Control
let [rule, pull, ada, bob] = ['', '', '', '']
const product = useConsole(seed, async () => {
  github = await startVendor(createGithub())
  control = createControl(github.url)
  const { token = '' } = await control.do({ do: 'issue_token', who: 'vouchsafe' })
  return { GITHUB_API_URL: github.url, GITHUB_TOKEN: token }
})

/** A rule that says so, one that asks GitHub, and who has done what it wants. */
async function seed({ api, tenant }: Console): Promise<void> {
  const newRule = async (type: string, name: string, more: object) => {
    const common = { startTime: '2026-01-01T00:00:00Z', endTime: null, metadata: {} }
    const body = { ...common, type, name, loyaltyCurrencyId: tenant.currency, ...more }
    return (await api<{ id: string }>('POST', '/api/loyalty/rules', body)).id
  }
  const newUser = async (displayName: string, more: object = {}) => {
    const body = { externalIdentifier: displayName, displayName, ...more }
    return (await api<{ userId: string }>('POST', '/api/users/metadatas', body)).userId
  }
  await control.do({ do: 'create_repo', who: 'acme', name: 'widgets' })
  const repo = 'acme/widgets'
  const { id } = await control.do<{ id: number }>({ do: 'create_user', who: 'bob' })
  const { number } = await control.do<{ number: number }>({ do: 'open_pr', who: 'bob', repo })
  await control.do({ do: 'merge_pr', repo, number })
  const said = { amount: 40, interval: 'unlimited' }
  const merged = { amount: 200, metadata: { githubRepoUrl: `https://github.com/${repo}` } }
  rule = await newRule('external_rule', 'Your server says so', said)
  pull = await newRule('github_merge_PR', 'Merge a pull request', merged)
  ada = await newUser('Ada')
  bob = await newUser('Bob', { githubUser: 'bob', githubUserId: String(id) })
}

let way: Cuttable
beforeAll(async () => {
  way = await cuttable(product.services.baseUrl)
})
afterAll(async () => {
  await way.stop()
  await github.stop()
})

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

it('a vendor goes down: its claim waits and says why, and is settled without a reload once it is back', async () => {
  const claims = await openLive('/claims?outcome=waiting')
  const other = await openLive('/')
  await control.faults({ kind: 'status', status: 503 })
  const path = `/api/loyalty/rules/${pull}/complete`
  const { claimId: id } = await product.api<{ claimId: string }>('POST', path, { userId: bob })
  await claims.getByRole('button', { name: '1 new' }).click()
  const row = claims.getByRole('row').filter({ hasText: 'Bob' })
  await row.filter({ hasText: /GitHub/ }).waitFor()
  await other.getByText(/1 claim waits, the oldest since/).waitFor({ timeout: 20_000 })
  await other.goto(`/claims/${encodeURIComponent(id)}`)
  await other.getByRole('heading', { name: 'Merge a pull request for Bob is waiting' }).waitFor()

  await control.clearFaults()
  await other.getByText('Bob was paid 200 for Merge a pull request').waitFor({ timeout: 20_000 })
  await row.filter({ hasText: 'Settled' }).waitFor()
  await other.context().close()
  await claims.context().close()
}, 60_000)

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
