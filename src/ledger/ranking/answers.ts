import { unquote } from '../quote.ts'
import type { AccountId } from '../types.ts'
import type { Board } from './board.ts'
import type { Standing } from './order-statistics.ts'

/** A user's account and where it stands. */
export interface Place {
  account: AccountId
  user: string
  balance: bigint
  /** When the balance was reached, where that was written down. */
  since: Date | undefined
  /** From 1. Of equal balances, the one that was reached first is ahead: no two accounts share a rank. */
  rank: number
}

/** How one account stands among all. */
export interface Ranked extends Place {
  of: number
  /** The share of the other accounts that are behind, 0 to 100, rounded down to four decimals; 100 for the first. */
  percentile: number
  /** The least that moves it up; undefined for the first. */
  pointsToNext: bigint | undefined
}

/** A part of the ranking, best first. */
export interface Places {
  places: readonly Place[]
  of: number
}

export interface TopPage {
  limit: number
  /** The last account of the page before; the page goes on from where it stands now. */
  after?: AccountId | undefined
}

export function rankedOn(board: Board, owner: string): Ranked | undefined {
  const standing = board.find(owner)
  if (!standing) return undefined
  const { rank, balance } = standing
  const [ahead] = board.range(rank - 1, rank - 1)
  return {
    ...placeOf(board, standing),
    of: board.count(),
    percentile: percentileOf(rank, board.count()),
    // Whoever comes to the same balance later is behind.
    pointsToNext: ahead && ahead.balance - balance + 1n,
  }
}

/** Up to `reach` places on either side of an account, and its own. */
export function aroundOn(board: Board, owner: string, reach: number): Places | undefined {
  const standing = board.find(owner)
  return standing && placesOn(board, standing.rank - reach, standing.rank + reach)
}

/** Undefined when `after` is not ranked. */
export function topOn(
  board: Board,
  limit: number,
  after: string | undefined,
): (Places & { hasNextPage: boolean }) | undefined {
  const last = after === undefined ? 0 : board.find(after)?.rank
  if (last === undefined) return undefined
  return { ...placesOn(board, last + 1, last + limit), hasNextPage: board.count() > last + limit }
}

function placesOn(board: Board, first: number, last: number): Places {
  const places = board.range(first, last).map((standing) => placeOf(board, standing))
  return { places, of: board.count() }
}

function placeOf({ currency }: Board, { account: owner, balance, since, rank }: Standing): Place {
  return {
    account: `${currency}:${owner}`,
    user: unquote(owner),
    balance,
    since: Number.isFinite(since) ? new Date(since) : undefined,
    rank,
  }
}

function percentileOf(rank: number, of: number): number {
  return of === 1 ? 100 : Math.floor(((of - rank) * 1e6) / (of - 1)) / 1e4
}
