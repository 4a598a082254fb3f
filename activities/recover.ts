import type { Dependencies } from './index.ts'
import { forgetLanes } from '../src/engine/forget-lanes.ts'
import { waitingOf } from '../src/engine/front-desk.ts'

const atOnce = 2000

/** Housekeeping that makes up for processes that died at a bad moment. */
export function createRecover(dependencies: Dependencies) {
  const { store, ledger, frontDesk, schedules, doorbell, makeRoots } = dependencies
  const { now, log, strandedAfterSeconds } = dependencies
  return {
    /** Hands claims that were accepted, and that nobody carries, to a front desk again; how many. */
    async recoverClaims(): Promise<number> {
      const before = new Date(now().getTime() - strandedAfterSeconds * 1000)
      const stranded = await store.claims.stranded(before, atOnce)
      for (const claim of stranded) frontDesk.submit(waitingOf(claim))
      if (stranded.length > 0)
        log.warn({ claims: stranded.length }, 'stranded claims were picked up')
      await frontDesk.drain()
      return stranded.length
    },

    /** Makes the set of schedules equal to the set of rules that want one; how many were changed. */
    reconcileSchedules: () => schedules.reconcile(),

    /** Rings for parts of the inbox that somebody was to fold and did not, and forgets its dead lanes; how many parts. */
    async ringForLost(): Promise<number> {
      await forgetLanes(store, now())
      return doorbell.ringForLost()
    },

    /** Releases holds that ran out; how many. */
    expireHolds: () => ledger.expireHolds(now()),

    /** Takes points that expired; of how many accounts. */
    expirePoints: () => ledger.expirePoints(now()),

    /** Makes the roots of the days that are over; how many. */
    makeRoots,
  }
}
