import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'

interface Nothing {
  first: () => Promise<void>
  second: () => Promise<void>
}

const { first } = proxyActivities<Nothing>({ taskQueue: 'bare.first', startToCloseTimeout: '30s' })
const { second } = proxyLocalActivities<Nothing>({ startToCloseTimeout: '30s' })

/** The shape of a claim, and nothing in it: one activity on a queue of its own, one local one. */
export async function bare(): Promise<void> {
  await first()
  await second()
}
