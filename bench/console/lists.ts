import type { Browser, BrowserContext, Page } from 'playwright-core'
import { quantile } from '../statistics.ts'
import { onNewPage } from './browser.ts'
import type { State } from './browser.ts'

const row = '.grid-row'

/** A list of users, scrolled to that many of them: what then exists of it. */
export interface ListSize {
  users: number
  rowsInDom: number
  nodes: number
  heapMegabytes: number
}

/** What exists of the list of users at each of these lengths, which have to grow. */
export async function listSizes(
  browser: Browser,
  url: string,
  state: State,
  lengths: readonly number[],
): Promise<ListSize[]> {
  return onNewPage(browser, { storageState: state }, async (page, context) => {
    await page.goto(url)
    await page.locator(row).first().waitFor()
    const sizes: ListSize[] = []
    for (const users of lengths) {
      await scrollTo(page, users)
      sizes.push({ users, ...(await sizeOf(page, context)) })
    }
    return sizes
  })
}

/** Each jump to the end asks for the page of users that follows. */
async function scrollTo(page: Page, users: number): Promise<void> {
  await page.evaluate(`(async () => {
    const grid = document.querySelector('.grid')
    while (!grid.querySelector('[data-index="${users - 1}"]')) {
      grid.scrollTop = Math.min(grid.scrollHeight, ${users} * 56 - grid.clientHeight + 56)
      await new Promise(requestAnimationFrame)
    }
  })()`)
}

async function sizeOf(page: Page, context: BrowserContext): Promise<Omit<ListSize, 'users'>> {
  const rowsInDom = await page.locator(row).count()
  const nodes = await page.evaluate<number>("document.querySelectorAll('*').length")
  const session = await context.newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return { rowsInDom, nodes, heapMegabytes: Math.round(usedSize / 1e6) }
}

/** From the click on a row to the frame that shows the points of its user: the median of that many users, in milliseconds. */
export async function rowToModal(
  browser: Browser,
  url: string,
  state: State,
  times: number,
): Promise<number> {
  return onNewPage(browser, { storageState: state }, async (page) => {
    await page.addInitScript(clickToBars)
    await page.goto(url)
    await page.locator(row).nth(times).waitFor()
    const taken: number[] = []
    for (let index = 0; index < times; index++) {
      await page.locator(row).nth(index).click()
      taken.push(await page.evaluate<number>('benchOpened'))
      await page.keyboard.press('Escape')
      await page.locator('.user-dialog').waitFor({ state: 'detached' })
    }
    return Math.round(quantile(taken, 0.5))
  })
}

/** Begins anew with every click on a row. */
const clickToBars = `addEventListener('click', ({ timeStamp, target }) => {
  if (!target.closest('${row}')) return
  globalThis.benchOpened = new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('.user-dialog .bars li')) resolve(performance.now() - timeStamp)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}, true)`
