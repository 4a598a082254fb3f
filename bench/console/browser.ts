import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { findChromium } from '../../engines/chromium.ts'

/** Debian's chromium without its own sandbox, which needs rights that containers do not give, and without a GPU. */
export async function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  return chromium.launch({ executablePath: await findChromium(), args })
}

export type State = Exclude<BrowserContextOptions['storageState'], string | undefined>

/** The cookie of somebody who is signed in with this key, for any number of contexts. */
export async function signedIn(browser: Browser, baseURL: string, apiKey: string): Promise<State> {
  const context = await browser.newContext({ baseURL })
  const answer = await context.request.post('/api/session', { data: { apiKey } })
  if (!answer.ok()) throw new Error(`nobody is signed in: ${await answer.text()}`)
  const state = await context.storageState()
  await context.close()
  return state
}

/** Does `work` on a page of a new context, whose cache is empty. */
export async function onNewPage<T>(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  try {
    return await work(await context.newPage(), context)
  } finally {
    await context.close()
  }
}
