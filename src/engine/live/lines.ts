import type { ClaimStatus } from '../../domain/claim.ts'
import type { ClaimRecord } from '../../store/claims.ts'
import type { Store } from '../../store/index.ts'
import type { About, ClaimList } from '../claim-list.ts'
import type { PlacedChange } from './places.ts'

/** What happened to a claim, as a line of a feed tells it. */
export interface LiveLine extends About {
  /** Of the change, among all. */
  place: string
  at: Date
  claim: LiveClaim
}

export type LiveClaim = Pick<
  ClaimRecord,
  '_id' | 'org' | 'website' | 'status' | 'waiting' | 'reason' | 'message' | 'rewards' | 'cut'
> & { ruleId: string; userId: string }

export interface LinesOptions {
  store: Pick<Store, 'claims'>
  claimList: Pick<ClaimList, 'aboutOf'>
}

/** Puts names to what happened; to the same changes once, however many read them. */
export function createLines({ store, claimList }: LinesOptions) {
  const known = new WeakMap<readonly PlacedChange[], Promise<readonly LiveLine[]>>()

  /** Lines of changes of one organization, in their order. */
  return function linesOf(
    org: string,
    changes: readonly PlacedChange[],
  ): Promise<readonly LiveLine[]> {
    const lines = known.get(changes) ?? told(org, changes)
    known.set(changes, lines)
    return lines
  }

  async function told(org: string, changes: readonly PlacedChange[]): Promise<LiveLine[]> {
    const again = await paidAgain(org, changes)
    const claims = changes.map((change) => claimOf(org, change, again.get(change.claim)))
    const subjects = claims.map(({ ruleId, userId, rewards }) => ({
      ...{ rule: ruleId, user: userId, rewards },
    }))
    const about = await claimList.aboutOf(org, subjects)
    return changes.flatMap(({ place, at }, index) => {
      const [claim, subject] = [claims[index], subjects[index]]
      return claim && subject ? [{ place, at, claim, ...about(subject) }] : []
    })
  }

  /** What was paid before and is paid again is no change of the reward, and so the change does not tell it. */
  async function paidAgain(org: string, changes: readonly PlacedChange[]) {
    const silent = changes.filter(
      ({ fields }) => fields.status === 'rewarded' && fields.rewards === undefined,
    )
    if (silent.length === 0) return new Map<string, ClaimRecord>()
    const found = await store.claims.findMany(
      org,
      silent.map(({ claim }) => claim),
    )
    return new Map(found.map((claim) => [claim._id, claim]))
  }
}

function claimOf(
  org: string,
  { claim, website, rule, user, fields }: PlacedChange,
  again: ClaimRecord | undefined,
): LiveClaim {
  const { status = underWay, waiting, reason, message, cut = again?.cut } = fields
  const rewards = status === 'rewarded' ? (fields.rewards ?? again?.rewards) : undefined
  return {
    ...{ _id: claim, org, website, ruleId: rule, userId: user },
    ...{ status, waiting, reason, message, rewards, cut },
  }
}

/** Only what is under way begins to wait. */
const underWay: ClaimStatus = 'processing'
