import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { accountRecordOf, isListed } from './records.ts'
import type { AccountRecord, Projectable } from './records.ts'

export type Projected = mongo.Collection<AccountRecord>

const duplicateKey = 11000

export function projectedOf(db: mongo.Db): Projected {
  // What can be made again from the entries need not wait for the journal.
  const options = { useBigInt64: true, writeConcern: { w: 1, journal: false } }
  return db.collection<AccountRecord>('accounts', options)
}

export async function prepareProjected(accounts: Projected): Promise<void> {
  await accounts.createIndexes([
    { key: { org: 1, website: 1, currency: 1, balance: -1, since: 1, _id: 1 } },
    { key: { org: 1, user: 1, website: 1 } },
    { key: { expiresNext: 1 }, partialFilterExpression: { expiresNext: { $exists: true } } },
  ])
}

/** Brings the accounts up to these entries. Entries that came before, or come again, change nothing. */
export async function project(accounts: Projected, entries: readonly Projectable[]): Promise<void> {
  const updates = latestOf(entries).map(updateOf)
  if (updates.length === 0) return
  try {
    await accounts.bulkWrite(updates, { ordered: false })
  } catch (error) {
    if (!isOvertaken(error)) throw error
  }
}

/** What a run of entries comes to, account by account. */
interface Latest {
  entry: Projectable
  /** The last one that changed the balance. */
  moved: Projectable | undefined
}

function latestOf(entries: readonly Projectable[]): Latest[] {
  const latest = new Map<string, Latest>()
  for (const entry of entries) {
    if (!isListed(entry)) continue
    const known = latest.get(entry.account)
    if (known && known.entry.seq >= entry.seq) continue
    latest.set(entry.account, { entry, moved: entry.amount === 0n ? known?.moved : entry })
  }
  return [...latest.values()]
}

/** Replaces what is known only by what is later, whoever else is writing. */
function updateOf({ entry, moved }: Latest): mongo.AnyBulkWriteOperation<AccountRecord> {
  const { _id, org, website, currency, type, user, expiresNext, ...state } = accountRecordOf(entry)
  const since = moved && { since: moved.at }
  const first = { org, website, currency, type, user, ...(since ? {} : { since: entry.at }) }
  return {
    updateOne: {
      filter: { _id, seq: { $lt: entry.seq } },
      update: {
        $set: { ...state, ...since, ...(expiresNext && { expiresNext }) },
        $setOnInsert: first,
        ...(expiresNext ? {} : { $unset: { expiresNext: true } }),
      },
      upsert: true,
    },
  }
}

/** An upsert that finds no older record, because there is a later one, tries to insert and cannot. */
function isOvertaken(error: unknown): boolean {
  return (
    error instanceof mongoose.mongo.MongoBulkWriteError &&
    [error.writeErrors].flat().every(({ code }) => code === duplicateKey)
  )
}
