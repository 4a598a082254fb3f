import type { Page } from 'playwright-core'

/** A text that comes from the API, within the element that shows it. */
export interface Datum {
  selector: string
  text: string
}

/**
 * Makes every document of this page report the first frame in which the datum is shown, and answers how to wait for it. It has
 * to be called before the page goes anywhere.
 */
export async function watchFor(page: Page, datum: Datum): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.exposeFunction('benchSeen', () => resolve())
  // A script of the debugger's: the policy of the console refuses one of ours in the page itself.
  await page.addInitScript(`(${lookEachFrame.toString()})(${JSON.stringify(datum)})`)
  return () => withinHalfAMinute(promise, `“${datum.text}” was not seen at ${datum.selector}`)
}

/** Runs in the page, whose globals this program does not know. */
function lookEachFrame({ selector, text }: Datum): void {
  const page = globalThis as unknown as InPage
  const look = () => {
    const isShown = [...page.document.querySelectorAll(selector)].some(
      (element) => element.textContent.includes(text) && element.checkVisibility(),
    )
    if (isShown) page.benchSeen()
    else page.requestAnimationFrame(look)
  }
  page.requestAnimationFrame(look)
}

interface InPage {
  document: {
    querySelectorAll: (
      selector: string,
    ) => Iterable<{ textContent: string; checkVisibility: () => boolean }>
  }
  requestAnimationFrame: (look: () => void) => void
  benchSeen: () => void
}

async function withinHalfAMinute<T>(promise: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), 30_000)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
