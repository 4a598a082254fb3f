import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { cellsOf } from '../domain/claim-count.ts'
import type { Cell, Share } from '../domain/claim-count.ts'
import type { ClaimCount } from './claim-counts.ts'

/** Adds up what changes, so that each cell is written once. */
export function createSums(now: Date) {
  const sums = new Map<string, { cell: Cell; fields: Map<string, bigint> }>()

  function add(share: Share | undefined, sign: 1 | -1): void {
    if (!share) return
    for (const cell of cellsOf(share, now)) {
      const _id = idOf(cell)
      const { fields } = sums.get(_id) ?? { fields: new Map<string, bigint>() }
      sums.set(_id, { cell, fields })
      for (const [field, amount] of amountsOf(share, cell)) {
        fields.set(field, (fields.get(field) ?? 0n) + BigInt(sign) * amount)
      }
    }
  }

  return {
    add,
    updates: () =>
      [...sums].flatMap(([_id, { cell, fields }]): mongo.AnyBulkWriteOperation<ClaimCount>[] => {
        const moved = [...fields].filter(([, amount]) => amount !== 0n)
        if (moved.length === 0) return []
        const $inc = Object.fromEntries(moved.map(([field, sum]) => [field, numberOf(field, sum)]))
        return [
          { updateOne: { filter: { _id }, update: { $inc, $setOnInsert: cell }, upsert: true } },
        ]
      }),
  }
}

function idOf({ org, website, rule, grain, at }: Cell): string {
  return [org, website, rule, grain, at.getTime()].join(':')
}

function amountsOf({ outcome, code, points }: Share, { grain }: Cell): [string, bigint][] {
  const one: [string, bigint] = [outcome, 1n]
  // Codes are words; whatever else somebody made of one cannot be the name of a field.
  const name = code !== undefined && /^\w{1,60}$/.test(code) ? code : 'other'
  if (grain === 'now') return outcome === 'waiting' ? [one, [`codes.${name}`, 1n]] : [one]
  return points ? [one, [`points.${points.currency}`, BigInt(points.amount)]] : [one]
}

function numberOf(field: string, sum: bigint): number | mongo.Decimal128 {
  if (!field.startsWith('points.')) return Number(sum)
  return mongoose.mongo.Decimal128.fromString(String(sum))
}
