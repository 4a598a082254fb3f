import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import type { AccountId } from '../types.ts'

/** What of a round is followed: the keys of its postings. */
export type FollowedRound = Pick<StoredEntry, 'account' | 'seq' | 'at' | 'covers'>

const followedRound = { _id: 0, account: 1, seq: 1, at: 1, covers: 1 }

export interface NextRounds {
  /** Oldest first. */
  rounds: readonly FollowedRound[]
  /** Whether there are more already. */
  isMore: boolean
}

const roundsOfEach = 50
const mostKeys = 1_000

/**
 * The next rounds of some issuance accounts, in the order of their times: of an account that has more than were read,
 * nothing after its last one is taken of the others either.
 */
export async function nextRounds(
  collections: Pick<Collections, 'entries'>,
  starts: ReadonlyMap<AccountId, number>,
): Promise<NextRounds> {
  const pages = await Promise.all(
    [...starts].map(([account, seq]) => pageAfter(collections, account, seq)),
  )
  const full = pages.filter(({ length }) => length === roundsOfEach)
  const until = Math.min(...full.map((page) => page.at(-1)?.at.getTime() ?? 0))
  const inTime = pages.flat().filter(({ at }) => at.getTime() <= until)
  const sorted = inTime.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const rounds = sorted.slice(0, countOf(sorted))
  return { rounds, isMore: full.length > 0 || rounds.length < sorted.length }
}

function pageAfter(
  { entries }: Pick<Collections, 'entries'>,
  account: AccountId,
  seq: number,
): Promise<FollowedRound[]> {
  return entries
    .find<FollowedRound>({ account, seq: { $gt: seq } }, { projection: followedRound })
    .sort({ seq: 1 })
    .limit(roundsOfEach)
    .toArray()
}

/** How many rounds together are not too much at once; one at least. */
function countOf(rounds: readonly FollowedRound[]): number {
  let keys = 0
  const tooMany = rounds.findIndex(({ covers = [] }) => (keys += covers.length) > mostKeys)
  return tooMany === -1 ? rounds.length : Math.max(tooMany, 1)
}
