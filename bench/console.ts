import { startBarePage } from './console/bare-page.ts'
import { launch, signedIn } from './console/browser.ts'
import { coldStarts } from './console/cold.ts'
import { keystrokes } from './console/keystrokes.ts'
import { listSizes, rowToModal } from './console/lists.ts'
import { bare, pagesOf, typed } from './console/pages.ts'
import { seedConsole } from './console/seed.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'

// The console in a browser, as the API serves it, against a bare React page. How to read it: bench/README.md.

const isQuick = process.argv.includes('--quick')
const users = 10_000
const { times, opened, paid } = isQuick
  ? { times: 2, opened: 3, paid: 10 }
  : { times: 7, opened: 15, paid: 60 }

const product = await startProduct({ RPC_URLS: '{"mainnet":"http://127.0.0.1:9"}' })
try {
  const report = await run(product)
  if (process.argv.includes('--json')) console.log(JSON.stringify(report))
} finally {
  await product.stop()
}

async function run(product: Product) {
  await product.processes.run({
    ...{ name: 'build', file: 'engines/console.ts', heapMegabytes: 512 },
  })
  const barePage = await startBarePage(product)
  const browser = await launch()
  try {
    console.error(`seeding ${users} users`)
    const seeded = await seedConsole(product, users, paid)
    const { baseUrl } = product
    const state = await signedIn(browser, baseUrl, seeded.key)

    console.error('cold starts, each in turn with a bare page')
    const pages = pagesOf(baseUrl, seeded).map((page) => ({ ...page, state }))
    const cold = await coldStarts(browser, { ...bare, url: barePage.url }, pages, times)
    console.error('keystrokes')
    const editor = `${baseUrl}/rules/${seeded.holding}`
    const keys = await keystrokes(browser, editor, state, typed)
    console.error('rows and modals')
    const rowToModalMs = await rowToModal(browser, `${baseUrl}/users`, state, opened)
    const everybody = `${baseUrl}/users?order=joined`
    const lists = await listSizes(browser, everybody, state, [100, users / 10, users])

    console.table({ bare: { ms: cold.bareMs, vsBare: 1 }, ...cold.pages })
    console.table(lists)
    const figures = {
      coldVsBare: cold.vsBare,
      keystrokeP50Ms: keys.p50Ms,
      keystrokeWorstMs: keys.worstMs,
      rowToModalMs,
      rowsInDom: Math.max(...lists.map(({ rowsInDom }) => rowsInDom)),
    }
    console.table(figures)
    return { ...figures, bareMs: cold.bareMs, pages: cold.pages, keys: keys.keys, lists }
  } finally {
    await browser.close()
    await barePage.remove()
  }
}
