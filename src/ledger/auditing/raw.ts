import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { entryFields } from './entry-fields.ts'

/** No posting comes near it; a number that somebody tampered with must not exhaust the memory. */
export const mostParts = 5_000

type Entries = Pick<Collections, 'entries'>

/** Reads an entry from its BSON; undefined if a field is missing, unknown, there twice, or of another type. */
export function readEntry(bytes: Buffer, at = 0): StoredEntry | undefined {
  return entryFields.shape.read(bytes, at)
}

/** Finds entries as the bytes they are: what the driver makes of them hides of which types they were. */
export function findRaw(
  { entries }: Entries,
  filter: mongo.Filter<StoredEntry>,
  options: mongo.FindOptions = {},
): mongo.FindCursor<Buffer> {
  // The driver's types do not know what `raw` does.
  return entries.find(filter, { ...options, raw: true }) as unknown as mongo.FindCursor<Buffer>
}

/** Those of these entries that are there and can be read. */
export async function readEntries(
  collections: Entries,
  ids: readonly string[],
): Promise<StoredEntry[]> {
  const found = await findRaw(collections, { _id: { $in: [...ids] } }).toArray()
  return found.flatMap((bytes) => readEntry(bytes) ?? [])
}

/** The first legs of postings, by their ids. */
export async function readFirstLegs(collections: Entries, keys: Iterable<string>) {
  const ids = [...keys].map((key) => entryIdOf(key, 0))
  const found = await readEntries(collections, ids)
  return new Map(found.map((entry) => [entry._id, entry]))
}

/** All entries of these postings that are there, and can be read. */
export async function readPostings(
  collections: Entries,
  keys: Iterable<string>,
): Promise<StoredEntry[]> {
  const firsts = [...(await readFirstLegs(collections, keys)).values()]
  const others = firsts.flatMap(({ _id, parts = 1 }) =>
    Array.from({ length: Math.min(parts, mostParts) - 1 }, (_, index) =>
      entryIdOf(keyOfEntry(_id), index + 1),
    ),
  )
  return others.length === 0 ? firsts : [...firsts, ...(await readEntries(collections, others))]
}
