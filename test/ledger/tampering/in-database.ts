import type { mongo } from 'mongoose'
import type { Place } from '../support.ts'
import type { Document } from './documents.ts'

/** Stores these documents in place of those, as somebody with a shell would; the other way round undoes it. */
export async function exchange(
  { db }: Place,
  before: readonly Document[],
  after: readonly Document[],
): Promise<void> {
  const entries = db.collection('entries')
  const gone = before.filter((document) => !after.includes(document))
  const fresh: mongo.Document[] = after.filter((document) => !before.includes(document))
  const filter: mongo.Document = { _id: { $in: gone.map(({ _id }) => _id) } }
  await entries.deleteMany(filter)
  if (fresh.length > 0) await entries.insertMany(fresh)
}
