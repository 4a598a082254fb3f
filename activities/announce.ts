import { targetsOf } from '../src/engine/announcements.ts'
import type { Happening } from '../src/engine/announcements.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { grantKeyOf } from './postings.ts'
import type { Settlement } from './settlement.ts'

/**
 * Tells webhooks of claims that were rewarded without points. Those that were paid in points are told of by the ledger's entries,
 * under the same name, so that nothing is told twice.
 */
export async function announce(
  { store, announcements, webhookBell }: Dependencies,
  claims: readonly (ClaimRecord | undefined)[],
  settlements: readonly Settlement[],
  at: Date,
): Promise<void> {
  const rewarded = settlements.flatMap(({ set, entries = [] }, index) => {
    const claim = claims[index]
    const isNews = set?.status === 'rewarded' && entries.length === 0
    return claim && isNews ? [{ claim, rewards: set.rewards ?? [] }] : []
  })
  const [first] = rewarded
  if (!first) return
  const rule = await store.rules.find(first.claim.org, first.claim.rule)
  const aid = rule?.externalIdentifier ?? first.claim.rule
  const deliveries = await announcements.deliveriesOf(
    rewarded.map((each) => happeningOf(each, aid, at)),
  )
  await store.deliveries.add(deliveries)
  await webhookBell.ring(targetsOf(deliveries))
}

interface Rewarded {
  claim: ClaimRecord
  rewards: NonNullable<ClaimRecord['rewards']>
}

function happeningOf({ claim, rewards }: Rewarded, aid: string, at: Date): Happening {
  const { org, website, user, _id } = claim
  const facts = {
    kind: 'claim',
    aid,
    claim_id: _id,
    rewards: rewards.map(({ type }) => type),
    xp: 0,
  }
  const named = {
    scope: 'user_activity',
    id: grantKeyOf(claim),
    stableAt: claim.acceptedAt,
  } as const
  return { org, website, user, at, facts, ...named }
}
