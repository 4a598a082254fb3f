import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { parseAccountId } from '../account.ts'
import type { StoredEntry, Sum } from '../entry.ts'
import type { Dimension, TotalRecord } from './total-records.ts'

/** What of a round totals are made of. */
export type CountedRound = Pick<StoredEntry, 'account' | 'seq' | 'at' | 'sums'>

export const countedRound = { _id: 0, account: 1, seq: 1, at: 1, sums: 1 }

interface Change {
  record: Pick<TotalRecord, 'org' | 'website' | 'currency' | 'by' | 'name' | 'day'>
  postings: number
  credited: bigint
  debited: bigint
}

type Update = mongo.AnyBulkWriteOperation<TotalRecord>

/** What these rounds add to the totals, one update for each. */
export function updatesOf(rounds: readonly CountedRound[]): Update[] {
  const changes = new Map<string, Change>()
  for (const { account, at, sums = [] } of rounds) {
    const { org, website, currency } = parseAccountId(account)
    const day = dayOf(at)
    for (const sum of sums) {
      for (const [by, name, when] of countedBy(sum, day)) {
        const record = { org, website, currency, by, name, day: when }
        const id = JSON.stringify(Object.values(record))
        const before = changes.get(id) ?? { record, postings: 0, credited: 0n, debited: 0n }
        changes.set(id, added(before, sum))
      }
    }
  }
  return [...changes].map(([id, change]) => updateOf(id, change))
}

export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** A day is a total of its own; all others are kept for ever and for the day. */
function countedBy({ kind, rule, group }: Sum, day: string): [Dimension, string, string][] {
  const names: [Dimension, string | undefined][] = [
    ['kind', kind],
    ['rule', rule],
    ['group', group],
  ]
  return [
    ['day', day, day],
    ...names.flatMap(([by, name]): [Dimension, string, string][] =>
      name === undefined
        ? []
        : [
            [by, name, ''],
            [by, name, day],
          ],
    ),
  ]
}

function added(change: Change, { postings, credited, debited }: Sum): Change {
  return {
    record: change.record,
    postings: change.postings + postings,
    credited: change.credited + credited,
    debited: change.debited + debited,
  }
}

function updateOf(_id: string, { record, postings, credited, debited }: Change): Update {
  const $inc = {
    postings: BigInt(postings),
    credited: decimalOf(credited),
    debited: decimalOf(debited),
  }
  return { updateOne: { filter: { _id }, update: { $inc, $setOnInsert: record }, upsert: true } }
}

function decimalOf(amount: bigint): mongo.Decimal128 {
  return mongoose.mongo.Decimal128.fromString(String(amount))
}
