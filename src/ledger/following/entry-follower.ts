import type { mongo } from 'mongoose'
import { accountId, currencyOf, ownerTypeOf } from '../account.ts'
import { lastUntil } from '../as-of.ts'
import { collectionsOf, prepare } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import { findEntriesOf } from '../find.ts'
import { isMovement } from '../journal.ts'
import { pause } from '../pause.ts'
import { stripesOf } from '../totals/stripes.ts'
import type { AccountId } from '../types.ts'
import { nextRounds } from './next-rounds.ts'
import type { FollowedRound } from './next-rounds.ts'
import { isOvertaken, movesOf } from './positions.ts'
import type { Position } from './positions.ts'
import { movedSince, watchRounds } from './round-stream.ts'

/** A currency whose entries are followed, from a time on. */
export interface Followed {
  org: string
  website: string
  currency: string
  since: Date
}

export interface EntryFollowerOptions {
  db: mongo.Db
  /** Names the place in the ledger that this one keeps. */
  name: string
  /** What is followed now; asked again every second. */
  followed: () => Promise<readonly Followed[]>
  /** Told of the movements of users' points, oldest first; now and then of one again, which must change nothing. */
  take: (entries: readonly StoredEntry[]) => Promise<void>
  /** Told of what interrupted it; it goes on by itself. */
  onError: (error: unknown) => void
}

const restartMs = 1_000
const askMs = 1_000

/**
 * Tells of the entries of some currencies: of each at least once, whoever follows and however it ends, since it moves on only
 * from where it was and after they were taken. While nothing is followed it costs the ledger nothing.
 */
export function createEntryFollower(options: EntryFollowerOptions) {
  const { db, name, followed, take, onError } = options
  const collections = collectionsOf(db)
  const positions = db.collection<Position>(name, {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority' },
  })

  /** Follows until it is told to stop. */
  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await prepare(collections)
        if ((await followed()).length > 0) await follow(signal)
        else await pause(askMs, signal)
      } catch (error) {
        onError(error)
        await pause(restartMs, signal)
      }
    }
  }

  /** Until nothing is to be followed any more. */
  async function follow(signal: AbortSignal): Promise<void> {
    const stream = watchRounds(collections)
    let known = new Map<string, Date>()
    try {
      // It is open from its first answer on, so that nothing falls between it and what is there already.
      await movedSince(stream)
      for (let askedAt = -Infinity; !signal.aborted;) {
        const moved = Map.groupBy(await movedSince(stream), currencyOf)
        if (performance.now() - askedAt > askMs) {
          askedAt = performance.now()
          const now = sinceByCurrency(await followed())
          if (now.size === 0) return
          for (const [currency, since] of now) {
            if (known.get(currency)?.getTime() === since.getTime()) continue
            moved.set(currency, stripesOf(currency))
          }
          known = now
        }
        for (const [currency, stripes] of moved) {
          const since = known.get(currency)
          if (since) await takeAll(stripes, since, signal)
        }
      }
    } finally {
      await stream.close()
    }
  }

  async function takeAll(
    stripes: readonly AccountId[],
    since: Date,
    signal: AbortSignal,
  ): Promise<void> {
    for (let more = true; more && !signal.aborted;) {
      const places = await positionsOf(stripes)
      const { rounds, isMore } = await nextRounds(
        collections,
        await startsOf(stripes, places, since),
      )
      if (rounds.length > 0) await takeRounds(rounds, places)
      more = isMore
    }
  }

  async function positionsOf(stripes: readonly AccountId[]): Promise<Map<AccountId, Position>> {
    const found = await positions.find({ _id: { $in: [...stripes] } }).toArray()
    return new Map(found.map((position) => [position._id, position]))
  }

  /** What came before anybody wanted to know is not read. */
  async function startsOf(
    stripes: readonly AccountId[],
    places: ReadonlyMap<AccountId, Position>,
    since: Date,
  ): Promise<Map<AccountId, number>> {
    const starts = stripes.map(async (stripe): Promise<[AccountId, number]> => {
      const place = places.get(stripe)
      if (place && place.at >= since) return [stripe, place.seq]
      const last = await lastUntil(collections, stripe, new Date(since.getTime() - 1))
      return [stripe, Math.max(place?.seq ?? 0, last?.seq ?? 0)]
    })
    return new Map(await Promise.all(starts))
  }

  async function takeRounds(
    rounds: readonly FollowedRound[],
    places: ReadonlyMap<AccountId, Position>,
  ): Promise<void> {
    const entries = await movementsIn(rounds)
    if (entries.length > 0) await take(entries)
    const seqs = new Map([...places].map(([account, { seq }]) => [account, seq]))
    try {
      await positions.bulkWrite(movesOf(rounds, seqs), { ordered: false })
    } catch (error) {
      if (!isOvertaken(error)) throw error
    }
  }

  /** Of a posting in several currencies each is told with the rounds of its own. */
  async function movementsIn(rounds: readonly FollowedRound[]): Promise<StoredEntry[]> {
    const [first] = rounds
    const currency = first && currencyOf(first.account)
    const found = await findEntriesOf(
      collections,
      rounds.flatMap(({ covers = [] }) => covers),
    )
    const own = found.filter(
      (entry) =>
        currencyOf(entry.account) === currency &&
        ownerTypeOf(entry.account) === 'user' &&
        entry.amount !== 0n &&
        isMovement(entry),
    )
    return own.toSorted(byOrder)
  }

  return { run }
}

function sinceByCurrency(followed: readonly Followed[]): Map<string, Date> {
  const sinces = new Map<string, Date>()
  for (const { since, ...place } of followed) {
    const currency = currencyOf(accountId({ ...place, owner: 'issuance' }))
    const known = sinces.get(currency)
    if (!known || since < known) sinces.set(currency, since)
  }
  return sinces
}

/** By time; of one account, whose time may stand still, by number. */
function byOrder(a: StoredEntry, b: StoredEntry): number {
  return a.at.getTime() - b.at.getTime() || a.seq - b.seq
}
