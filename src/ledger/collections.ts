import type { mongo } from 'mongoose'
import type { StoredEntry } from './entry.ts'

/** An open hold, kept so that the ones that ran out are found. It goes with the entry that settles it. */
export interface OpenHold {
  /** The key of the hold. */
  _id: string
  expiresAt: Date
}

export interface Collections {
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
    entries: db.collection<StoredEntry>('entries', options),
    holds: db.collection<OpenHold>('holds', options),
  }
}

/** Makes the two collections and their indexes; to be awaited before the first write. */
export async function prepare({ entries, holds }: Collections): Promise<void> {
  await entries.createIndex({ account: 1, seq: 1 }, { unique: true })
  await holds.createIndex({ expiresAt: 1 })
}
