import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { inboxQueue, wakeSignal } from '../src/domain/names.ts'

const { drain: takeTurn } = proxyActivities<Activities>({
  taskQueue: inboxQueue,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10s', // a killed worker is noticed by then
  retry: { initialInterval: '200ms', maximumInterval: '30s' },
})

const wake = defineSignal(wakeSignal)

/** One shard of the inbox: MongoDB holds the events, this holds the turn. Woken by who writes into an idle shard. */
export async function drain(shard: number): Promise<void> {
  let isWoken = true
  setHandler(wake, () => {
    isWoken = true
  })
  while (!workflowInfo().continueAsNewSuggested) {
    isWoken = false
    const { events, isIdle } = await takeTurn(shard)
    setCurrentDetails(`shard ${shard}: ${events} events in the last turn`)
    // After a while it looks by itself: whoever was to ring may have died.
    if (isIdle) await condition(() => isWoken, '10 minutes')
  }
  await continueAsNew<typeof drain>(shard)
}
