import { setTimeout as delay } from 'node:timers/promises'
import type { FoldedPage } from '../src/engine/fold.ts'
import type { Dependencies } from './index.ts'
import { createPayCrossings } from './pay-crossings.ts'

/** What a turn at a shard of the inbox came to. */
export interface DrainTurn {
  events: number
  /** Nothing was left, and whoever brings more will ring. */
  isIdle: boolean
}

const turnMs = 10_000
/** Below so many events the next page waits for more of them, the longer the fewer there were: a full page costs less. */
const fewEvents = 1_000
const longestPauseMs = 200
const idleAfterMs = 1_000

/** Takes turns at folding a shard of the inbox and paying for what it comes to. Any number at once are safe. */
export function createDrain(dependencies: Dependencies) {
  const { store, fold, now } = dependencies
  const { shards } = store.inbox
  const payCrossings = createPayCrossings(dependencies)

  return async function drain(shard: number): Promise<DrainTurn> {
    const end = performance.now() + turnMs
    let events = 0
    let paying = Promise.resolve()
    let lastEventAt = performance.now()

    async function take(page: FoldedPage): Promise<void> {
      events += page.events
      lastEventAt = performance.now()
      // The next page is folded while this one is paid for.
      await paying
      if (page.claims.length === 0) return
      paying = payCrossings(page.claims)
      // It is waited for later; until then a rejection would be nobody's, and end the process.
      paying.catch(() => {})
    }

    await shards.see(shard, now())
    try {
      while (performance.now() < end) {
        const page = await fold.foldPage(shard)
        if (page.events > 0) await take(page)
        else if (performance.now() - lastEventAt > idleAfterMs) {
          const last = await leave(shard)
          if (last.events === 0) return { events, isIdle: true }
          await take(last)
        }
        if (page.events < fewEvents) await delay(longestPauseMs * (1 - page.events / fewEvents))
      }
      return { events, isIdle: false }
    } finally {
      await paying
    }
  }

  /** Says that whoever brings more must ring, and looks once more, for what came before that was seen. */
  async function leave(shard: number): Promise<FoldedPage> {
    await shards.setIdle(shard, true, now())
    return dependencies.fold.foldPage(shard)
  }
}
