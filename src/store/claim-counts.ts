import type { Connection, mongo } from 'mongoose'
import { goneAt, isOpen, shareOf } from '../domain/claim-count.ts'
import type { Cell, ClaimOutcome, Countable, Grain, Share } from '../domain/claim-count.ts'
import { createSums } from './claim-sums.ts'

/** How many claims of a cell stand how, what they were paid, and why those wait that do. */
export interface ClaimCount extends Cell, Partial<Record<ClaimOutcome, number>> {
  _id: string
  /** Minor units of each currency; sums may leave 64 bits. */
  points?: Record<string, mongo.Decimal128> | undefined
  codes?: Record<string, number> | undefined
}

/** What a claim was counted as, until nobody asks for that any more. */
type Counted = Share & { _id: string; goneAt?: Date | undefined }

export interface CountsWanted {
  org: string
  websites: readonly string[]
  /** Nothing for whole websites. */
  rules: 'all' | 'none' | readonly string[]
  grain: Grain
  from?: Date | undefined
  until?: Date | undefined
}

/** What claims come to, kept as they change; nothing here is the truth, all of it can be made again from the claims. */
export function createClaimCounts(connection: Connection) {
  const db = connection.getClient().db(connection.name)
  const options = { writeConcern: { w: 'majority' } } as const
  const claims = db.collection<Countable>('claims', options)
  const counts = db.collection<ClaimCount>('claimCounts', options)
  const counted = db.collection<Counted>('countedClaims', options)

  async function prepare(): Promise<void> {
    await counts.createIndex({ org: 1, website: 1, grain: 1, rule: 1, at: 1 })
    await counts.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
    await counted.createIndex({ goneAt: 1 }, { expireAfterSeconds: 0 })
  }

  /**
   * Counts these claims as they stand now instead of as they were counted before, whoever they belong to. What was counted is
   * written down with the counts, so that it may be done by several at once, in any order, and as often as one likes.
   */
  async function recount(ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return
    await db.client.withSession((session) =>
      session.withTransaction(() => write(ids, now, session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
      }),
    )
  }

  async function write(ids: readonly string[], now: Date, session: mongo.ClientSession) {
    const those = { _id: { $in: [...ids] } }
    const found = await claims.find(those, { session, projection: countable }).toArray()
    const before = await counted.find(those, { session }).toArray()
    const shares = new Map(found.map((claim) => [claim._id, shareOf(claim)]))
    const known = new Map(before.map((each) => [each._id, each]))
    const changed = ids.filter((id) => !isSame(shares.get(id), known.get(id)))
    if (changed.length === 0) return
    const sums = createSums(now)
    for (const id of changed) {
      sums.add(known.get(id), -1)
      sums.add(shares.get(id), 1)
    }
    await counted.bulkWrite(
      changed.map((id) => countedAs(id, shares.get(id))),
      { session, ordered: false },
    )
    const updates = sums.updates()
    if (updates.length > 0) await counts.bulkWrite(updates, { session, ordered: false })
  }

  return {
    prepare,
    recount,
    /** A page of the ids of claims that were made since then, or are not over; whoever they belong to. */
    async idsAfter(after: string, since: Date, limit: number): Promise<string[]> {
      const isCounted = [
        { acceptedAt: { $gte: since } },
        { status: { $in: ['accepted', 'processing'] } },
      ] as const
      const found = await claims
        .find({ _id: { $gt: after }, $or: [...isCounted] } as mongo.Filter<Countable>)
        .project<{ _id: string }>({ _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id }) => _id)
    },
    /** The cells that were asked for and are there; by rule and time. */
    find: (wanted: CountsWanted): mongo.FindCursor<ClaimCount> =>
      counts.find(filterOf(wanted)).sort({ rule: 1, at: 1 }),
  }
}

export type ClaimCounts = ReturnType<typeof createClaimCounts>

const countable = {
  ...{ org: 1, website: 1, rule: 1, ruleType: 1, status: 1, acceptedAt: 1 },
  ...{ 'waiting.code': 1, rewards: 1, 'cut.given': 1 },
}

function filterOf({ org, websites, rules, grain, from, until }: CountsWanted) {
  const rule = rules === 'all' ? { $gt: '' } : rules === 'none' ? '' : { $in: [...rules] }
  const at = { ...(from ? { $gte: from } : {}), ...(until ? { $lt: until } : {}) }
  return { org, website: { $in: [...websites] }, grain, rule, ...(from || until ? { at } : {}) }
}

function isSame(share: Share | undefined, before: Counted | undefined): boolean {
  if (!share || !before) return share === before
  return (
    share.outcome === before.outcome &&
    share.code === before.code &&
    share.at.getTime() === before.at.getTime() &&
    share.points?.currency === before.points?.currency &&
    share.points?.amount === before.points?.amount
  )
}

function countedAs(_id: string, share: Share | undefined): mongo.AnyBulkWriteOperation<Counted> {
  if (!share) return { deleteOne: { filter: { _id } } }
  // What is not over is counted for as long as it is not.
  const gone = isOpen(share.outcome) ? {} : { goneAt: goneAt(share.at) }
  return { replaceOne: { filter: { _id }, replacement: { ...share, ...gone }, upsert: true } }
}
