import { accountOf } from './account.ts'
import type { Account } from './account.ts'
import { checkMoves, checkPosting } from './checks.ts'
import { expiring } from './expiring.ts'
import type { Move, Order, Plan } from './order.ts'
import { pendingUntil } from './pending.ts'
import { ceilDivide, magnitude, partOf } from './share.ts'
import type { Posting } from './types.ts'

/** The order that writes a posting as its caller gave it. Throws `invalid_request`. */
export function orderOfPosting(posting: Posting, now: Date): Order {
  checkPosting(posting)
  const { key, legs, mayCut = false, kind, rule } = posting
  const moves = checkedMovesOf(posting)
  const plan = planOf(posting, moves)
  const order: Order = {
    key,
    mayCut,
    content: { kind, rule, legs: legs.filter((_, index) => isWritten(moves[index])) },
    note: posting,
    accounts: moves.map(({ account }) => account),
    plan: () => plan,
  }
  const { availableAt } = posting
  const timed = isExpiring(posting) ? expiring(order, posting, now) : order
  return availableAt ? pendingUntil(availableAt, timed, legs, now) : timed
}

/** Issuance is summed up once per round; the other legs are entries of their own. */
export function isWritten(move: { account: Account } | undefined): boolean {
  return move !== undefined && move.account.type !== 'issuance'
}

function isExpiring({ legs, pointsExpireAt }: Posting): boolean {
  return pointsExpireAt !== undefined || legs.some((leg) => leg.pointsExpireAt !== undefined)
}

/** Scaled by the largest leg, so that a plain reward or withdrawal is cut to the exact unit. */
function planOf({ legs, counters = [] }: Posting, moves: readonly Move[]): Plan {
  let whole = 0n
  for (const { amount } of legs) {
    const size = magnitude(amount)
    if (size > whole) whole = size
  }

  function movesAt(size: bigint): readonly Move[] {
    if (size === whole) return moves
    const shares = moves
      .slice(0, legs.length)
      .map(({ account, amount }) => ({ group: account.currency, amount }))
    const parts = partOf(shares, (_, total) => (total * size) / whole)
    const counted = counters.map(({ amount }) => ceilDivide(amount * size, whole))
    const cut = [...parts, ...counted]
    return moves.map((move, index) => ({ ...move, amount: cut[index] ?? 0n }))
  }
  return { size: whole, movesAt }
}

function checkedMovesOf({ legs, counters }: Posting): Move[] {
  const moves: Move[] = legs.map(({ account, amount }, index) => ({
    account: accountOf(account),
    amount,
    pointer: `/legs/${index}`,
  }))
  const counts: Move[] = (counters ?? []).map(({ account, amount, limit }, index) => ({
    account: accountOf(account),
    amount,
    limit,
    pointer: `/counters/${index}`,
  }))
  checkMoves(moves, counts)
  return counts.length > 0 ? [...moves, ...counts] : moves
}
