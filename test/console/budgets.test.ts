import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { seedPeople } from './seed.ts'
import type { Seeded } from './seed.ts'
import { useConsole } from './support.ts'
import type { Watched } from './support.ts'

// kB as the budgets count them: 1,000 bytes, gzip 9.
const most = { firstPage: 200, laterChunk: 60, css: 10, fonts: 75, rows: 60 }

const assets = fileURLToPath(new URL('../../console/dist/assets/', import.meta.url))
let seeded: Seeded
let watched: Watched
const product = useConsole(async (each) => {
  seeded = await seedPeople(each)
})
beforeAll(async () => {
  watched = await product.openSignedIn()
})

const sizeOf = async (name: string) =>
  gzipSync(await readFile(join(assets, name)), { level: 9 }).length / 1_000

async function sizesOf(ending: string): Promise<Map<string, number>> {
  const names = (await readdir(assets)).filter((name) => name.endsWith(ending))
  return new Map(await Promise.all(names.map(async (name) => [name, await sizeOf(name)] as const)))
}

const sum = (sizes: Iterable<number>) => [...sizes].reduce((all, size) => all + size, 0)

it('no chunk but those of every page is large, and neither is the style', async () => {
  const html = await readFile(join(assets, '../index.html'), 'utf8')
  const first = [...html.matchAll(/"\/assets\/([^"]+\.js)"/g)].map(([, name]) => name)
  const chunks = await sizesOf('.js')
  const large = [...chunks].filter(
    ([name, size]) => !first.includes(name) && size > most.laterChunk,
  )
  expect(large).toEqual([])
  expect(sum((await sizesOf('.css')).values())).toBeLessThanOrEqual(most.css)
})

describe('a first page', () => {
  it.each([
    ['users', () => '/users', 'Bob'],
    ['a user', () => `/users?user=${seeded.ada}`, 'Points by source'],
    ['rules', () => '/rules', 'Come by every day'],
    ['a rule', () => `/rules/${seeded.daily}`, 'The server would take this rule'],
    ['a new rule', () => '/rules/new?type=TokenHold', 'Amount'],
    ['claims', () => '/claims', 'Come by every day'],
    ['a receipt', () => `/claims/${encodeURIComponent(seeded.settled)}`, 'In the ledger'],
  ])('of %s loads no more than it may', async (_name, path, shows) => {
    const { page } = watched
    await page.goto(path())
    await page.getByText(shows).first().waitFor()
    const loaded = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    )
    const names = [...new Set(loaded)].filter((url) => url.includes('/assets/'))
    const sizes = await Promise.all(
      names.map(async (url) => [url, await sizeOf(url.split('/assets/')[1] ?? '')] as const),
    )
    const of = (ending: string) =>
      sum(sizes.flatMap(([u, size]) => (u.endsWith(ending) ? [size] : [])))
    expect(of('.js')).toBeGreaterThan(0)
    expect(of('.js')).toBeLessThanOrEqual(most.firstPage)
    expect(of('.woff2')).toBeLessThanOrEqual(most.fonts)
  })
})

it('of 10,000 users in one list only those in sight exist', async () => {
  const { page, context } = await product.openSignedIn()
  await context.route('**/api/users/standings?**', async (route) => {
    const after = Number(new URL(route.request().url()).searchParams.get('startingAfter') ?? -1)
    const data = Array.from({ length: 100 }, (_, n) => userAt(after + 1 + n))
    await route.fulfill({
      json: { data, hasNextPage: after + 100 < 9_999, loyaltyCurrencyId: 'c' },
    })
  })
  await page.goto('/users')
  await page.getByRole('row', { name: /Member 0 / }).waitFor()
  const grid = page.getByRole('table', { name: 'Users' })
  const shown = () => grid.locator('.grid-row').count()
  await expectFew(shown)
  // Each jump to the end asks for the page that follows.
  await page.evaluate(`(async () => {
    const grid = document.querySelector('.grid')
    const last = () => grid.querySelectorAll('[data-index="9999"]').length > 0
    while (!last()) {
      grid.scrollTop = grid.scrollHeight
      await new Promise(requestAnimationFrame)
    }
  })()`)
  await page.getByRole('row', { name: /Member 9999 / }).waitFor()
  await expectFew(shown)
  await context.close()
})

async function expectFew(shown: () => Promise<number>) {
  const rows = await shown()
  expect(rows).toBeGreaterThan(5)
  expect(rows).toBeLessThanOrEqual(most.rows)
}

function userAt(index: number) {
  return {
    ...{ id: String(index), name: `Member ${index} of many`, walletAddress: null },
    ...{ externalIdentifier: null, platforms: [], isBlocked: false, claims: 0, lastClaimAt: null },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', rank: index + 1, amount: '5' },
  }
}
