import { currencyOf, ownerTypeOf } from './account.ts'
import { checkPosting } from './checks.ts'
import type { Move, Order, Plan } from './order.ts'
import { ceilDivide, magnitude, partOf } from './share.ts'
import type { Leg, Posting } from './types.ts'

/** The order that writes a posting as its caller gave it. Throws `invalid_request`. */
export function orderOfPosting(posting: Posting): Order {
  checkPosting(posting)
  const { key, legs, counters = [], mayCut = false, kind, rule, claim, reason, labels } = posting
  const plan = planOf(posting)
  return {
    key,
    mayCut,
    content: { kind, rule, legs: legs.filter(isWritten) },
    note: { kind, rule, claim, reason, labels },
    accounts: [...legs, ...counters].map(({ account }) => account),
    plan: () => plan,
  }
}

/** Issuance is summed up once per round; the other legs are entries of their own. */
export function isWritten({ account }: Pick<Leg, 'account'>): boolean {
  return ownerTypeOf(account) !== 'issuance'
}

/** Scaled by the largest leg, so that a plain reward or withdrawal is cut to the exact unit. */
function planOf({ legs, counters = [] }: Posting): Plan {
  const shares = legs.map(({ account, amount }) => ({ group: currencyOf(account), amount }))
  const whole = legs.map(({ amount }) => magnitude(amount)).reduce((a, b) => (a > b ? a : b))

  function movesAt(size: bigint): Move[] {
    const parts = partOf(shares, (_, total) => (total * size) / whole)
    return [
      ...legs.map(({ account }, index) => {
        return { account, amount: parts[index] ?? 0n, pointer: `/legs/${index}` }
      }),
      ...counters.map(({ account, amount, limit }, index) => {
        const counted = ceilDivide(amount * size, whole)
        return { account, amount: counted, limit, pointer: `/counters/${index}` }
      }),
    ]
  }
  return { size: whole, movesAt }
}
