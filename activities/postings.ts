import type { Outcome } from '../src/domain/claim.ts'
import { Failure } from '../src/domain/failure.ts'
import { pointsExpiryOf } from '../src/domain/points-expiry.ts'
import { capOf } from '../src/engine/caps.ts'
import { accountId } from '../src/ledger/account.ts'
import { keyOf } from '../src/ledger/key.ts'
import type { Posting } from '../src/ledger/types.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Store } from '../src/store/index.ts'

/** A claim of a page that is to be paid. */
export interface Due {
  index: number
  claim: ClaimRecord
  outcome: Extract<Outcome, { status: 'rewarded' }>
}

/** A claim is paid once; a dynamic one once each time it comes true again. */
export function grantKeyOf({ org, _id, grants }: ClaimRecord): string {
  return keyOf(`${org}/claim`, grants > 0 ? `${_id}#${grants}` : _id)
}

/** The postings of those claims that are paid in points, with the place of each in its page. */
export async function postingsOf(
  store: Store,
  rule: CommonRule,
  due: readonly Due[],
  at: Date,
): Promise<readonly { index: number; posting: Posting }[]> {
  const expiries = await expiriesOf(store, due, at)
  const decimals = await decimalsForCap(store, rule, due[0]?.claim)
  return due.flatMap(({ index, claim, outcome }) => {
    const points = outcome.rewards.find((reward) => reward.type === 'points')
    if (!points) return []
    const amount = BigInt(points.amount)
    const posting = postingOf(rule, claim, points.currency, amount, decimals)
    return [{ index, posting: { ...posting, pointsExpireAt: expiries.get(points.currency) } }]
  })
}

function postingOf(
  rule: CommonRule,
  claim: ClaimRecord,
  currency: string,
  amount: bigint,
  decimals: number,
): Posting {
  const { org, website, user } = claim
  const cap = capOf({ _id: claim.rule, org, website }, rule, user, decimals, claim.acceptedAt)
  return {
    key: grantKeyOf(claim),
    kind: 'claim',
    legs: [
      { account: accountId({ org, website, currency, owner: user }), amount },
      { account: accountId({ org, website, currency, owner: 'issuance' }), amount: -amount },
    ],
    ...(cap ? { counters: [{ ...cap, amount }], mayCut: true } : {}),
    rule: claim.rule,
    ...(rule.loyaltyRuleGroupId === null ? {} : { group: rule.loyaltyRuleGroupId }),
    claim: claim._id,
    reason: rule.name,
  }
}

/** When points of these currencies expire that are given now. */
async function expiriesOf(
  store: Store,
  due: readonly Due[],
  at: Date,
): Promise<Map<string, Date | undefined>> {
  const ids = due.flatMap(({ outcome }) =>
    outcome.rewards.flatMap((reward) => (reward.type === 'points' ? [reward.currency] : [])),
  )
  const [first] = due
  if (!first || ids.length === 0) return new Map()
  const found = await store.currencies.findMany(first.claim.org, [...new Set(ids)])
  return new Map(
    found.map(({ _id, pointsExpireAfterDays }) => [_id, pointsExpiryOf(pointsExpireAfterDays, at)]),
  )
}

/** Caps are written in whole units; only a rule that has one needs its currency looked up. */
async function decimalsForCap(
  store: Store,
  { maxAmountPerInterval, loyaltyCurrencyId }: CommonRule,
  claim: ClaimRecord | undefined,
): Promise<number> {
  if (maxAmountPerInterval == null || loyaltyCurrencyId === null || !claim) return 0
  const currency = await store.currencies.find(claim.org, loyaltyCurrencyId)
  if (!currency)
    throw new Failure('rule_misconfigured', `the currency ${loyaltyCurrencyId} is gone`)
  return currency.decimals
}
