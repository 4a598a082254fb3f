import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import { websiteFilter } from './scope.ts'
import type { Scope } from './scope.ts'

/** Where a user stands with a rule, in the Snag API's four words. */
export interface Standing {
  rule: string
  user: string
  website: string
  org: string
  status?: 'pending' | 'processing' | 'completed' | 'failed' | undefined
  /** 0 to 100, or the counter of a rule that counts. */
  progress: number
  message: string
  /** Why it is so, for machines. */
  code?: string | undefined
  claim?: string | undefined
  fulfilledAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export interface StatusFilter {
  rules?: readonly string[] | undefined
  user?: string | undefined
}

const statuses = {
  accepted: 'pending',
  processing: 'processing',
  rewarded: 'completed',
  verified: 'completed',
  unmet: 'failed',
  failed: 'failed',
  revoked: 'failed',
} as const

/** Reads how claims went: each user's latest one of each rule, and progress that nobody claimed for yet. */
export function createStatus(store: Store) {
  async function list(
    scope: Scope,
    { rules, user }: StatusFilter,
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<Standing[]> {
    const narrowed = {
      ...websiteFilter(scope),
      ...(rules ? { rule: { $in: [...rules] } } : {}),
      ...(user === undefined ? {} : { user }),
    }
    const claims =
      user === undefined
        ? await store.claims.list(scope.org, narrowed, after, limit)
        : await store.claims.latestOfUser({ org: scope.org, ...narrowed, user }, after, limit)
    const progress = await store.progress.list(scope.org, narrowed, undefined, limit)
    const latest = latestOf(claims)
    const progressOf = new Map(progress.map((each) => [`${each.rule}:${each.user}`, each]))

    const claimed = latest.map((claim) =>
      standingOf(claim, progressOf.get(`${claim.rule}:${claim.user}`)?.progress),
    )
    const isClaimed = new Set(latest.map(({ rule, user: whose }) => `${rule}:${whose}`))
    // Pages are of claims; progress that was never claimed for belongs on the first.
    const unclaimed = after
      ? []
      : progress.filter(({ rule, user: whose }) => !isClaimed.has(`${rule}:${whose}`))
    return [...claimed, ...unclaimed.map((each) => ({ ...each, message: '', fulfilledAt: null }))]
  }

  return { list }
}

export type Status = ReturnType<typeof createStatus>

function latestOf(claims: readonly ClaimRecord[]): ClaimRecord[] {
  const latest = new Map<string, ClaimRecord>()
  for (const claim of claims) {
    const key = `${claim.rule}:${claim.user}`
    const known = latest.get(key)
    if (!known || known.acceptedAt <= claim.acceptedAt) latest.set(key, claim)
  }
  return [...latest.values()]
}

function standingOf(claim: ClaimRecord, progress = 0): Standing {
  const status = statuses[claim.status]
  const { _id, org, website, rule, user, waiting, settledAt, revokedAt, verifiedAt } = claim
  return {
    ...{ org, website, rule, user, status },
    claim: _id,
    progress: status === 'completed' ? 100 : progress,
    message: messageOf(claim),
    code: claim.reason ?? (status === 'completed' ? claim.status : waiting?.code),
    fulfilledAt: claim.status === 'rewarded' ? (settledAt ?? null) : null,
    createdAt: claim.acceptedAt,
    updatedAt: revokedAt ?? settledAt ?? verifiedAt ?? waiting?.since ?? claim.acceptedAt,
  }
}

function messageOf({ status, message, waiting }: ClaimRecord): string {
  if (status === 'rewarded') return message ?? 'Quest completed'
  if (status === 'accepted' || status === 'processing') {
    return waiting?.message ?? 'the claim is being verified'
  }
  return message ?? ''
}
