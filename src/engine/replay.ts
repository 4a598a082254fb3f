import { setTimeout as delay } from 'node:timers/promises'
import type { Ledger } from '../ledger/types.ts'
import type { CounterRecord } from '../store/counters.ts'
import type { Store } from '../store/index.ts'
import { createRecount } from './recount.ts'
import type { Recount } from './recount.ts'
import { createReplayPage } from './replay-page.ts'
import type { Replayed } from './replay-page.ts'
import { createReplayPay } from './replay-pay.ts'
import { createReplayReport } from './replay-report.ts'
import type { ReplayLine, ReplayReport } from './replay-report.ts'
import { replayedTask } from './replay-task.ts'
import { createSenders } from './senders.ts'
import { noticedMs } from './tasks.ts'

export interface ReplayOptions {
  store: Store
  ledger: Ledger
  now: () => Date
}

export interface ReplayRequest {
  rule: string
  /** Only users of whom something was taken in, or counted, since then. */
  from?: Date | undefined
  /** Writes nothing. */
  isDryRun?: boolean | undefined
  /** Told of each user as they are done. */
  onLine?: ((line: ReplayLine) => void) | undefined
}

const pageSize = 200
/** After a change of a rule, for how long events may still be folded by what it said before. */
const foldedByOldMs = noticedMs + 3_000
const fewEvents = 2_000
const mostRounds = 20

/** Counts a task again over all that is stored, and makes up for what it would have paid otherwise. */
export function createReplay({ store, ledger, now }: ReplayOptions) {
  /**
   * Safe to be stopped anywhere and run again; a second run writes nothing. Throws what `replayedTask` throws,
   * `rule_inactive` if the rule is changed meanwhile, and `unavailable`.
   */
  return async function replay(request: ReplayRequest): Promise<ReplayReport> {
    const { rule, from, isDryRun = false, onLine } = request
    const task = await replayedTask(store, rule)
    const { open, currency } = task
    await delay(Math.max(0, open.record.updatedAt.getTime() + foldedByOldMs - now().getTime()))

    const recount = await createRecount({ store, senders: createSenders({ store, now }), open })
    for (let round = 0; round < mostRounds; round++) {
      if ((await recount.catchUp()) < fewEvents) break
    }
    const pay = createReplayPay({ store, ledger, open, currency, now })
    const report = createReplayReport({ open, currency, isDryRun, onLine })
    const users = await candidates(open.record, recount, from, async (unfinished) => {
      const moved = isDryRun ? undefined : await pay.pay(unfinished)
      report.finished(unfinished, moved)
    })
    const replayPage = createReplayPage({ store, task, recount, pay, now, isDryRun })
    for (const page of pagesOf(users)) {
      const replayed = await replayPage(page)
      report.page(replayed, isDryRun ? undefined : await pay.pay(replayed.flatMap(dueOf)))
    }
    return report.end()
  }

  /** Who may have something coming. What an earlier run left unfinished is handed over on the way. */
  async function candidates(
    { org, _id }: { org: string; _id: string },
    recount: Recount,
    from: Date | undefined,
    finish: (unfinished: readonly CounterRecord[]) => Promise<void>,
  ): Promise<readonly string[]> {
    const since = from?.getTime() ?? 0
    const users = new Set<string>()
    for (const [user, { heardAt }] of recount.users) if (heardAt >= since) users.add(user)
    let unfinished: CounterRecord[] = []
    for await (const counter of store.counters.ofRule(org, _id)) {
      if (counter.updatedAt.getTime() >= since) users.add(counter.user)
      if (counter.replay?.due) unfinished.push(counter)
      if (unfinished.length < pageSize) continue
      await finish(unfinished)
      unfinished = []
    }
    await finish(unfinished)
    return [...users].sort()
  }
}

export type Replay = ReturnType<typeof createReplay>

function dueOf(replayed: Replayed): readonly CounterRecord[] {
  return replayed.skipped === undefined && replayed.isChange ? [replayed.after] : []
}

function* pagesOf(users: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < users.length; from += pageSize) yield users.slice(from, from + pageSize)
}
