import type { mongo } from 'mongoose'
import type { StoredEntry } from './entry.ts'
import type { AccountId } from './types.ts'

/** An open hold, kept so that the ones that ran out are found. It goes with the entry that settles it. */
export interface OpenHold {
  /** The key of the hold, or of the posting whose points are pending. */
  _id: string
  expiresAt: Date
  account: AccountId
  kind: 'hold' | 'pending'
}

export interface Collections {
  db: mongo.Db
  entries: mongo.Collection<StoredEntry>
  holds: mongo.Collection<OpenHold>
}

/** No read decides on what a failover could take back, and 64-bit integers never pass through a double. */
const options: mongo.CollectionOptions & mongo.BSONSerializeOptions = {
  useBigInt64: true,
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
}

export function collectionsOf(db: mongo.Db): Collections {
  return {
    db,
    entries: db.collection<StoredEntry>('entries', options),
    holds: db.collection<OpenHold>('holds', options),
  }
}

/** Makes the two collections and their indexes; to be awaited before the first write. */
export async function prepare({ entries, holds }: Collections): Promise<void> {
  await entries.createIndex({ account: 1, seq: 1 }, { unique: true })
  // Only what sums a round up is in it, one entry of hundreds: this is how postings are listed and counted.
  await entries.createIndex(
    { programme: 1, tags: 1, posting: 1 },
    { partialFilterExpression: { programme: { $exists: true } } },
  )
  await holds.createIndex({ expiresAt: 1 })
  await holds.createIndex({ account: 1, expiresAt: 1 })
}
