import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Judgement, SweepPlan, SweepTarget } from '../src/domain/sweep.ts'
import { sweepsQueue } from '../src/domain/names.ts'
import { carry } from './carry.ts'

const { openSweep, nextPage, closeWindow } = proxyActivities<Activities>({
  taskQueue: sweepsQueue,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '10s',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
})

const nobodyWaits = 5
const abreast = 6

/** Where a sweep stands when it continues as new. */
export interface SweepState {
  plan: SweepPlan
  index: number
  cursor?: string | undefined
  tally: Record<string, number>
}

/**
 * Judges everybody a rule is about, a page at a time, then looks again at rewards that seemed lost. What one page
 * could not find out the next sweep will ask again.
 */
export async function sweep(
  target: SweepTarget,
  resumed?: SweepState,
): Promise<Record<string, number>> {
  const plan = resumed?.plan ?? (await openSweep(target))
  if (!plan) return {}
  const state: SweepState = resumed ?? { plan, index: 0, tally: {} }

  for (; state.index < plan.judgements.length; state.index += 1, state.cursor = undefined) {
    const judgement = plan.judgements[state.index]
    if (judgement) await judge(target, judgement, state)
  }
  if ((state.tally.suspect ?? 0) > 0) await lookAgain(target, plan, state)
  return state.tally
}

/** Pages overlap: while one is settled, the next are verified. */
async function judge(target: SweepTarget, judgement: Judgement, state: SweepState): Promise<void> {
  const underWay: Promise<void>[] = []
  do {
    const { claims, cursor } = await nextPage(judgement, state.cursor)
    if (claims.length > 0) underWay.push(judgePage(judgement, claims, state))
    if (underWay.length >= abreast) await underWay.shift()
    state.cursor = cursor
    if (cursor !== undefined && workflowInfo().continueAsNewSuggested) {
      await Promise.all(underWay)
      await continueAsNew<typeof sweep>(target, state)
    }
  } while (state.cursor !== undefined)
  await Promise.all(underWay)
  if (judgement.page.purpose === 'reward') await closeWindow(judgement)
}

async function judgePage(
  { page }: Judgement,
  claims: readonly string[],
  { tally }: SweepState,
): Promise<void> {
  const settled = await carry({ ...page, claims }, nobodyWaits)
  for (const { status } of settled) tally[status] = (tally[status] ?? 0) + 1
}

/** The second look is taken later, and at a point of its own: one wrong answer must not take anything back. */
async function lookAgain(target: SweepTarget, plan: SweepPlan, state: SweepState): Promise<void> {
  await sleep(plan.secondLookSeconds * 1000, { summary: 'before the second look' })
  const fresh = await openSweep(target)
  const recheck = fresh?.judgements.find(({ page }) => page.purpose === 'recheck')
  if (!recheck) return
  const confirm: Judgement = { ...recheck, page: { ...recheck.page, purpose: 'confirm' } }
  const second: SweepState = { plan: { ...plan, judgements: [confirm] }, index: 0, tally: {} }
  await judge(target, confirm, second)
  for (const [status, count] of Object.entries(second.tally)) {
    state.tally[status] = (state.tally[status] ?? 0) + count
  }
}
