import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from '@jest/globals'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { findChromium } from '../../engines/chromium.ts'
import type { Tenant } from '../../src/engine/tenants.ts'
import { temporalAddress } from '../faults/support.ts'
import { mongoUrl } from '../support/mongo.ts'
import { createServices } from '../support/services.ts'
import type { Services } from '../support/services.ts'

export interface Console {
  services: Services
  tenant: Tenant
  /** Asks the API with the tenant's key. Throws unless it answers 200. */
  api: <T>(method: string, path: string, body?: object) => Promise<T>
  /** A browser that nobody is signed in to yet. */
  open: (options?: BrowserContextOptions) => Promise<Watched>
  /** One that somebody is signed in to, by a session that was made for it. */
  openSignedIn: (options?: BrowserContextOptions) => Promise<Watched>
  /** Stops the API as a deployment does, and starts another one. */
  restartApi: () => Promise<void>
}

export interface Watched {
  page: Page
  context: BrowserContext
  /** Errors of the page, reports of its policy, and requests that leave the host. */
  troubles: string[]
}

/** Where operators of the product would find Temporal's interface. */
export const temporalUiUrl = 'http://temporal.test:8233'

/**
 * The product as it is deployed, with the console it serves. `seed` fills the tenant before the first test; `envOf` starts
 * what the product is told of.
 */
export function useConsole(
  seed: (product: Console) => Promise<void> = async () => {},
  envOf: () => Promise<Record<string, string>> = async () => ({}),
): Console {
  const product = {} as Console
  let browser: Browser
  beforeAll(async () => {
    const engines = { mongoUrl: mongoUrl(), temporalAddress: temporalAddress() }
    const told = { TEMPORAL_UI_URL: temporalUiUrl, RPC_URLS: '{"mainnet":"http://127.0.0.1:9"}' }
    const services = await createServices({ ...engines, env: { ...told, ...(await envOf()) } })
    Object.assign(product, { services, tenant: await services.createTenant() })
    const started = [launch(), services.startApi(), services.startWorker()] as const
    const [launched, api] = await Promise.all(started)
    browser = launched
    let running = api
    product.restartApi = async () => {
      await running.stop()
      running = await services.startApi()
    }
    product.api = (method, path, body) => ask(product, method, path, body)
    product.open = (given) => open(browser, services.baseUrl, given)
    product.openSignedIn = async (given) => {
      const watched = await product.open(given)
      await signIn(watched, product)
      return watched
    }
    await seed(product)
  }, 90_000)
  afterAll(async () => {
    await browser.close()
    await product.services.stop()
  }, 60_000)
  return product
}

/** What axe finds wrong with what is on a page. */
export async function axeFindings({ page, context }: Watched): Promise<string[]> {
  const session = await context.newCDPSession(page)
  const run = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)].join(' ')))`
  // The policy of the page refuses a script of ours; the debugger's door is none of the page's.
  const evaluate = (expression: string) =>
    session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  const known = await evaluate('typeof axe')
  if (known.result.value === 'undefined') await evaluate(await axe())
  const { result } = await evaluate(run)
  await session.detach()
  return result.value as string[]
}

function axe(): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
}

async function ask<T>({ services, tenant }: Console, ...[method, path, body]: Asked): Promise<T> {
  const answer = await services.call(tenant.key, method, path, body)
  if (answer.status === 200) return answer.body as T
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
}

type Asked = [method: string, path: string, body?: object]

async function launch(): Promise<Browser> {
  // Chromium's own sandbox needs rights that containers do not give.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  return chromium.launch({ executablePath: await findChromium(), args })
}

async function open(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const size = { viewport: { width: 1280, height: 800 } }
  const context = await browser.newContext({ baseURL, ...size, ...options })
  const troubles: string[] = []
  await context.exposeBinding('reportViolation', (_source, report: string) => {
    troubles.push(`policy: ${report}`)
  })
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    reportViolation([event.effectiveDirective, event.blockedURI, event.sample].join(' ')))`)
  context.on('weberror', (error) => troubles.push(`error: ${error.error().message}`))
  context.on('console', (message) => {
    // That an answer was no is for the page to deal with, and for tests to look at there.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) troubles.push(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    if (!request.url().startsWith(baseURL)) troubles.push(`left the host: ${request.url()}`)
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  return { page, context, troubles }
}

async function signIn({ context }: Watched, { tenant }: Console): Promise<void> {
  const answer = await context.request.post('/api/session', { data: { apiKey: tenant.key } })
  if (!answer.ok()) throw new Error(`nobody is signed in: ${await answer.text()}`)
}
