import { patched, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { sweepsQueue } from '../src/domain/names.ts'

const { recoverClaims, reconcileSchedules, expireHolds, expirePoints, ringOverdue } =
  proxyActivities<Activities>({
    taskQueue: sweepsQueue,
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10s',
    retry: { maximumAttempts: 3 },
  })

/** Picks up what a process that died left behind. Run by a schedule, so that a failed turn is made up by the next. */
export async function housekeeping(): Promise<{
  claims: number
  schedules: number
  holds: number
  points: number
  endpoints: number
}> {
  const claims = await recoverClaims()
  const schedules = await reconcileSchedules()
  const holds = await expireHolds()
  // A turn that began before points could expire goes on as it began.
  const points = patched('points-expire') ? await expirePoints() : 0
  const endpoints = patched('webhooks') ? await ringOverdue() : 0
  return { claims, schedules, holds, points, endpoints }
}
