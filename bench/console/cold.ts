import type { Browser } from 'playwright-core'
import { quantile, rounded } from '../statistics.ts'
import { onNewPage } from './browser.ts'
import type { State } from './browser.ts'
import { watchFor } from './seen.ts'
import type { Datum } from './seen.ts'

export interface ColdPage extends Datum {
  name: string
  url: string
  /** Of who is signed in; the bare page has nobody. */
  state?: State
}

/**
 * From going to a page with an empty cache to the first frame that shows its datum, in milliseconds: that many times each, every
 * page in turn with the bare one, after a round that is not counted.
 */
export async function coldStarts(
  browser: Browser,
  bare: ColdPage,
  pages: readonly ColdPage[],
  times: number,
): Promise<ColdStarts> {
  const taken = new Map<string, number[]>([bare, ...pages].map(({ name }) => [name, []]))
  for (let round = -1; round < times; round++) {
    for (const page of pages) {
      for (const each of [bare, page]) {
        const ms = await coldStart(browser, each)
        if (round >= 0) taken.get(each.name)?.push(ms)
      }
    }
  }
  return summed(taken, bare.name)
}

export interface ColdStarts {
  bareMs: number
  pages: Record<string, { ms: number; vsBare: number }>
  /** The worst of the ratios. */
  vsBare: number
}

/** Medians, and what they are of the median of the bare page. */
export function summed(taken: ReadonlyMap<string, readonly number[]>, bare: string): ColdStarts {
  const bareMs = quantile(taken.get(bare) ?? [], 0.5)
  const pages = [...taken].flatMap(([name, all]) => {
    const ms = quantile(all, 0.5)
    return name === bare
      ? []
      : [[name, { ms: Math.round(ms), vsBare: rounded(ms / bareMs) }] as const]
  })
  const vsBare = Math.max(...pages.map(([, page]) => page.vsBare))
  return { bareMs: Math.round(bareMs), pages: Object.fromEntries(pages), vsBare }
}

async function coldStart(browser: Browser, { url, state, ...datum }: ColdPage): Promise<number> {
  return onNewPage(browser, state ? { storageState: state } : {}, async (page) => {
    const seen = await watchFor(page, datum)
    const began = performance.now()
    await Promise.all([page.goto(url, { waitUntil: 'commit' }), seen()])
    return performance.now() - began
  })
}
