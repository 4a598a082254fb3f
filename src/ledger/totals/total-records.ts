import type { mongo } from 'mongoose'
import type { Position } from '../following/positions.ts'

/** What totals are kept by. A day is one of UTC. */
export const dimensions = ['rule', 'group', 'day', 'kind'] as const
export type Dimension = (typeof dimensions)[number]

/** What users got and gave in a currency, for one rule, group or kind: on one day, or ever. */
export interface TotalRecord {
  _id: string
  org: string
  website: string
  currency: string
  by: Dimension
  /** The id of the rule or group, the kind, the day. */
  name: string
  /** `2026-01-31`; empty for the total of all days. */
  day: string
  postings: bigint
  /** Gross sums leave 64 bits one day, where points come and go. */
  credited: mongo.Decimal128
  debited: mongo.Decimal128
}

export interface TotalCollections {
  db: mongo.Db
  totals: mongo.Collection<TotalRecord>
  positions: mongo.Collection<Position>
}

export function totalsOf(db: mongo.Db): TotalCollections {
  const options = {
    useBigInt64: true,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority' },
  } as const
  return {
    db,
    totals: db.collection<TotalRecord>('totals', options),
    positions: db.collection<Position>('totalPositions', { ...options, useBigInt64: false }),
  }
}

export async function prepareTotals({ totals }: TotalCollections): Promise<void> {
  await totals.createIndex({ org: 1, website: 1, currency: 1, by: 1, day: 1, name: 1 })
}
