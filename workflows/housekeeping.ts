import { patched, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { sweepsQueue } from '../src/domain/names.ts'

const {
  recoverClaims,
  reconcileSchedules,
  expireHolds,
  expirePoints,
  ringForLost,
  ringForDeliveries,
} = proxyActivities<Activities>({
  taskQueue: sweepsQueue,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10s',
  retry: { maximumAttempts: 3 },
})

/** Once a day it looks at all accounts there are. */
const { makeRoots } = proxyActivities<Activities>({
  taskQueue: sweepsQueue,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10s',
  retry: { maximumAttempts: 1 },
})

/** Picks up what a process that died left behind. Run by a schedule, so that a failed turn is made up by the next. */
export async function housekeeping(): Promise<{
  claims: number
  schedules: number
  holds: number
  points: number
  shards: number
  endpoints: number
  roots: number
}> {
  const claims = await recoverClaims()
  const schedules = await reconcileSchedules()
  const holds = await expireHolds()
  // A turn that began before points could expire goes on as it began.
  const points = patched('points-expire') ? await expirePoints() : 0
  const shards = patched('inbox') ? await ringForLost() : 0
  const endpoints = patched('webhooks') ? await ringForDeliveries() : 0
  const roots = patched('day-roots') ? await makeRoots() : 0
  return { claims, schedules, holds, points, shards, endpoints, roots }
}
