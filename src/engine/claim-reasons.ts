import type { ReasonCount } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import { within } from './scope.ts'
import type { Scope } from './scope.ts'

/** Of each status the newest are looked at, so that the answer costs the same however many there are. */
export const mostCounted = 1_000

/** Why claims of a rule were not paid, the most frequent first. */
export interface ClaimReasons {
  reasons: (ReasonCount & { status: 'unmet' | 'failed' })[]
  /** Whether there are more than were looked at. */
  isMore: boolean
}

/** Counts the reasons for which claims of a rule stand unpaid. Throws `not_found`. */
export function createClaimReasons({ store }: { store: Store }) {
  return async function claimReasons(scope: Scope, id: string): Promise<ClaimReasons> {
    const { org, _id: rule } = within(scope, await store.rules.find(scope.org, id), 'rule')
    const found = await Promise.all(
      (['unmet', 'failed'] as const).map(async (status) => {
        const { reasons, isMore } = await store.claims.reasonsOf({ org, rule, status }, mostCounted)
        return { isMore, reasons: reasons.map((each) => ({ ...each, status })) }
      }),
    )
    return {
      reasons: found.flatMap(({ reasons }) => reasons).sort((a, b) => b.count - a.count),
      isMore: found.some(({ isMore }) => isMore),
    }
  }
}
