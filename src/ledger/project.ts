import type { mongo } from 'mongoose'
import type { StoredEntry } from './entry.ts'
import { accountRecordOf, isListed, isMovement, transactionUpdateOf } from './records.ts'
import type { AccountRecord, TransactionRecord } from './records.ts'

export interface Projected {
  accounts: mongo.Collection<AccountRecord>
  transactions: mongo.Collection<TransactionRecord>
}

export function projectedOf(db: mongo.Db): Projected {
  // What can be made again from the entries need not wait for the journal.
  const options = { useBigInt64: true, writeConcern: { w: 1, journal: false } }
  return {
    accounts: db.collection<AccountRecord>('accounts', options),
    transactions: db.collection<TransactionRecord>('transactions', options),
  }
}

export async function prepareProjected({ accounts, transactions }: Projected): Promise<void> {
  await accounts.createIndexes([
    { key: { org: 1, website: 1, currency: 1, balance: 1, _id: 1 } },
    { key: { org: 1, user: 1, website: 1 } },
  ])
  await transactions.createIndexes([
    { key: { org: 1, website: 1, _id: 1 } },
    { key: { org: 1, users: 1, _id: 1 } },
    { key: { org: 1, rule: 1, _id: 1 } },
  ])
}

/** Brings both collections up to these entries. Entries that came before, or come again, change nothing. */
export async function project(
  { accounts, transactions }: Projected,
  entries: readonly StoredEntry[],
): Promise<void> {
  const last = lastOfEach(entries.filter(isListed)).map(accountUpdateOf)
  if (last.length > 0) await accounts.bulkWrite(last, { ordered: false })
  const legs = entries.filter(isMovement).map((entry) => {
    const update = transactionUpdateOf(entry)
    return { updateOne: { filter: { _id: entry.posting }, update, upsert: true } }
  })
  if (legs.length > 0) await transactions.bulkWrite(legs, { ordered: false })
}

function lastOfEach(entries: readonly StoredEntry[]): StoredEntry[] {
  const last = new Map<string, StoredEntry>()
  for (const entry of entries) {
    if (entry.seq > (last.get(entry.account)?.seq ?? 0)) last.set(entry.account, entry)
  }
  return [...last.values()]
}

/** Replaces the record only by a later one, whoever else is writing. */
function accountUpdateOf(entry: StoredEntry): mongo.AnyBulkWriteOperation<AccountRecord> {
  const record = accountRecordOf(entry)
  const isLater = { $lt: [{ $ifNull: ['$seq', 0] }, record.seq] }
  return {
    updateOne: {
      filter: { _id: record._id },
      update: [{ $replaceWith: { $cond: [isLater, { $literal: record }, '$$ROOT'] } }],
      upsert: true,
    },
  }
}
