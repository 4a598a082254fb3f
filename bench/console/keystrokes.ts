import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { quantile } from '../statistics.ts'
import { onNewPage } from './browser.ts'
import type { State } from './browser.ts'
import { inPage, paintTimes } from './presses.ts'
import type { Recorded } from './presses.ts'

/** Ten keys a second, as who types fast. */
const betweenKeysMs = 100

export interface Keystrokes {
  p50Ms: number
  worstMs: number
  keys: number
}

/**
 * From a key to the paint that shows what it did, by the browser's own Event Timing. Each input is typed into on a page of its
 * own: what Event Timing holds back where nothing paints would be told of the next input.
 */
export async function keystrokes(
  browser: Browser,
  url: string,
  state: State,
  inputs: readonly { selector: string; text: string }[],
): Promise<Keystrokes> {
  const all: number[] = []
  for (const { selector, text } of inputs) all.push(...(await typeInto(selector, text)))
  return { p50Ms: quantile(all, 0.5), worstMs: Math.max(...all), keys: all.length }

  async function typeInto(selector: string, text: string): Promise<number[]> {
    return onNewPage(browser, { storageState: state }, async (page) => {
      await page.addInitScript(inPage)
      await page.goto(url)
      await page.getByText('The server would take this rule').waitFor()
      await page.locator(selector).first().click()
      await page.keyboard.press('End')
      // What the page does once it has come is no answer to a key.
      await delay(1_000)
      await page.evaluate('benchKeys.forget()')
      await page.keyboard.type(text, { delay: betweenKeysMs })
      await delay(1_000)
      const recorded = await page.evaluate<Recorded>('benchKeys.recorded()')
      if (recorded.presses.length !== text.length) {
        throw new Error(`${recorded.presses.length} of ${text.length} keys came to ${selector}`)
      }
      return paintTimes(recorded)
    })
  }
}
