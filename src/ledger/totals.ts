import type { mongo } from 'mongoose'
import { accountId, currencyOf } from './account.ts'
import { collectionsOf } from './collections.ts'
import { readHeads } from './heads.ts'
import { isAmong } from './listing/transaction-filter.ts'
import type { ListedWebsite } from './listing/transaction-filter.ts'
import { reached } from './outage.ts'
import { stripesOf } from './totals/stripes.ts'
import { totalsOf } from './totals/total-records.ts'
import type { Dimension, TotalRecord } from './totals/total-records.ts'

export interface TotalsWanted {
  org: string
  /** Those that may be seen, each with all its currencies. */
  websites: readonly ListedWebsite[]
  currency?: string | readonly string[] | undefined
  by: Dimension
  /** Days of UTC, `2026-01-31`: the first one that counts, and the first one that does not. */
  from?: string | undefined
  until?: string | undefined
}

export interface Total {
  website: string
  currency: string
  /** The id of the rule or group, the kind, the day. */
  name: string
  postings: bigint
  /** What users got and what they gave, both positive minor units. A reversal is counted as what it moved. */
  credited: bigint
  debited: bigint
}

export interface TotalsFound {
  /** Everything that was written before is counted. Nothing, if not even the first round is. */
  asOf: Date | undefined
  totals: readonly Total[]
}

interface Place {
  website: string
  currency: string
}

/** Reads totals as they are kept, at most a second late; nothing is added up but days. */
export function createTotals({ db, now = () => new Date() }: { db: mongo.Db; now?: () => Date }) {
  const collections = collectionsOf(db)
  const { totals, positions } = totalsOf(db)

  /** Sorted by website, currency and name. */
  async function find(wanted: TotalsWanted): Promise<TotalsFound> {
    const places = placesIn(wanted)
    // In this order, so that the totals hold at least what is said of them.
    const asOf = await countedUntil(wanted.org, places)
    return { asOf, totals: await totalsIn(wanted, places) }
  }

  async function countedUntil(org: string, places: readonly Place[]): Promise<Date | undefined> {
    const at = now()
    const stripes = places.flatMap((place) =>
      stripesOf(currencyOf(accountId({ org, ...place, owner: 'issuance' }))),
    )
    const heads = await readHeads(collections, stripes)
    const found = await positions.find({ _id: { $in: stripes } }).toArray()
    const counted = new Map(found.map((position) => [position._id, position]))
    const behind = [...heads].filter(([stripe, { seq }]) => (counted.get(stripe)?.seq ?? 0) < seq)
    // What comes on a stripe has no earlier time than what was there before.
    const times = behind.map(([stripe]) => counted.get(stripe)?.at.getTime() ?? 0)
    const earliest = Math.min(at.getTime(), ...times)
    return earliest === 0 ? undefined : new Date(earliest)
  }

  async function totalsIn(wanted: TotalsWanted, places: readonly Place[]): Promise<Total[]> {
    const sums = new Map<string, Total>()
    for await (const record of totals.find(recordsOf(wanted, places))) {
      const { website, currency, name } = record
      const id = JSON.stringify([website, currency, name])
      sums.set(id, added(sums.get(id), record))
    }
    return [...sums].sort(byId).map(([, total]) => total)
  }

  return { find: (wanted: TotalsWanted) => reached(find(wanted)) }
}

export type Totals = ReturnType<typeof createTotals>

function placesIn({ websites, currency: wanted }: TotalsWanted): Place[] {
  return websites.flatMap(({ website, currencies }) =>
    currencies
      .filter((currency) => isAmong(wanted, currency))
      .map((currency) => ({ website, currency })),
  )
}

/** A range is read day by day, everything else is one record for each name. */
function recordsOf(
  { org, by, from, until }: TotalsWanted,
  places: readonly Place[],
): mongo.Filter<TotalRecord> {
  const isOfDays = by === 'day' || from !== undefined || until !== undefined
  return {
    org,
    website: { $in: places.map(({ website }) => website) },
    currency: { $in: places.map(({ currency }) => currency) },
    by,
    day: isOfDays
      ? { $gt: '', $gte: from ?? '', ...(until === undefined ? {} : { $lt: until }) }
      : '',
  }
}

function added(before: Total | undefined, record: TotalRecord): Total {
  const { website, currency, name, postings, credited, debited } = record
  return {
    ...{ website, currency, name },
    postings: (before?.postings ?? 0n) + BigInt(postings),
    credited: (before?.credited ?? 0n) + BigInt(credited.toString()),
    debited: (before?.debited ?? 0n) + BigInt(debited.toString()),
  }
}

function byId([a]: [string, Total], [b]: [string, Total]): number {
  return a < b ? -1 : 1
}
