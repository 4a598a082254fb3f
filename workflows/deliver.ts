import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { deliveriesQueue, ringSignal } from '../src/domain/names.ts'
import type { WebhookTarget } from '../src/domain/webhook.ts'

const { deliverDue } = proxyActivities<Activities>({
  taskQueue: deliveriesQueue,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '10s', // a killed worker is noticed by then
  retry: { initialInterval: '1s', maximumInterval: '1m' },
})

const ring = defineSignal(ringSignal)

/**
 * Serves one endpoint: a turn, then rest until the next is due or somebody rings. It holds the turn and nothing else; what is
 * to be told lies in MongoDB. It ends when nothing waits, and is started again by whoever has something.
 */
export async function deliver(target: WebhookTarget): Promise<void> {
  let isRung = false
  setHandler(ring, () => void (isRung = true), { description: 'There is something to tell.' })
  for (;;) {
    isRung = false
    const { waitMs } = await deliverDue(target)
    if (waitMs === undefined && !isRung) return
    // A new run begins with a turn, too, so that it needs not know who rang.
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof deliver>(target)
    if (waitMs) await condition(() => isRung, waitMs)
  }
}
