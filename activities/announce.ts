import { targetsOf } from '../src/engine/announcements.ts'
import type { Happening } from '../src/engine/announcements.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { grantKeyOf } from './postings.ts'
import type { Settlement } from './settlement.ts'

const scope = 'user_activity'

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
  const listening = await store.webhookEndpoints.listening(first.claim.org, scope)
  if (listening.length === 0) return
  const names = await namesOf(store, first.claim)
  const deliveries = await announcements.deliveriesOf(
    rewarded.map((each) => happeningOf(each, names, at)),
  )
  await store.deliveries.add(deliveries)
  await webhookBell.ring(targetsOf(deliveries))
}

/** How claimr's clients call a rule and its group. */
interface Names {
  aid: string
  cid?: string
}

async function namesOf(
  { rules, groups }: Pick<Dependencies['store'], 'rules' | 'groups'>,
  { org, rule: id }: ClaimRecord,
): Promise<Names> {
  const rule = await rules.find(org, id)
  const group = rule?.group ? await groups.find(org, rule.group) : null
  const cid = group?.externalIdentifier ?? group?._id
  return { aid: rule?.externalIdentifier ?? id, ...(cid === undefined ? {} : { cid }) }
}

interface Rewarded {
  claim: ClaimRecord
  rewards: NonNullable<ClaimRecord['rewards']>
}

function happeningOf({ claim, rewards }: Rewarded, names: Names, at: Date): Happening {
  const { org, website, user, _id } = claim
  const facts = {
    kind: 'claim',
    ...names,
    claim_id: _id,
    rewards: rewards.map(({ type }) => type),
    xp: 0,
  }
  const id = grantKeyOf(claim)
  return { org, website, user, at, facts, scope, id, stableAt: claim.acceptedAt }
}
