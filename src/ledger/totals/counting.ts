import type { Collections } from '../collections.ts'
import { isOvertaken, movesOf } from '../following/positions.ts'
import type { AccountId } from '../types.ts'
import { countedRound, updatesOf } from './total-changes.ts'
import type { CountedRound } from './total-changes.ts'
import type { TotalCollections } from './total-records.ts'

/**
 * Counts the rounds of issuance accounts, in order. What they add and how far they were counted is written in one
 * transaction, which fails where somebody else has counted meanwhile: so each round counts once, whoever counts, and however it ends.
 */
export function createCounting(
  { entries }: Pick<Collections, 'entries'>,
  { db, totals, positions }: TotalCollections,
  roundsAtOnce = 500,
) {
  async function count(stripes: readonly AccountId[], signal: AbortSignal): Promise<void> {
    if (stripes.length === 0) return
    for (let more = true; more && !signal.aborted;) {
      const counted = await positionsOf(stripes)
      const rounds = await nextRounds(stripes, counted)
      if (rounds.length > 0) await write(rounds, counted)
      more = rounds.length > 0
    }
  }

  async function positionsOf(stripes: readonly AccountId[]): Promise<Map<AccountId, number>> {
    const found = await positions.find({ _id: { $in: [...stripes] } }).toArray()
    return new Map(found.map(({ _id, seq }) => [_id, seq]))
  }

  async function nextRounds(
    stripes: readonly AccountId[],
    counted: ReadonlyMap<AccountId, number>,
  ): Promise<CountedRound[]> {
    const uncounted = stripes.map((account) => ({
      account,
      seq: { $gt: counted.get(account) ?? 0 },
    }))
    return entries
      .find<CountedRound>({ $or: uncounted }, { projection: countedRound })
      .sort({ account: 1, seq: 1 })
      .limit(roundsAtOnce)
      .toArray()
  }

  async function write(
    rounds: readonly CountedRound[],
    counted: ReadonlyMap<AccountId, number>,
  ): Promise<void> {
    const moves = movesOf(rounds, counted)
    const updates = updatesOf(rounds)
    try {
      await db.client.withSession((session) =>
        session.withTransaction(async () => {
          await positions.bulkWrite(moves, { session })
          if (updates.length > 0) await totals.bulkWrite(updates, { session, ordered: false })
        }),
      )
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }

  return count
}
