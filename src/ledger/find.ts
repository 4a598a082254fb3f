import type { mongo } from 'mongoose'
import type { Collections } from './collections.ts'
import { entryIdOf, keyOfEntry } from './entry.ts'
import type { StoredEntry } from './entry.ts'

/** No posting comes near it; a number that somebody tampered with must not exhaust the memory. */
const mostParts = 5_000

/** The postings that exist under these keys, each with all its entries in the order of its legs. */
export async function findPostings(
  collections: Pick<Collections, 'entries'>,
  keys: readonly string[],
): Promise<Map<string, readonly StoredEntry[]>> {
  const found = await findEntriesOf(collections, keys)
  const byId = new Map(found.map((entry) => [entry._id, entry]))
  const firsts = found.filter(({ _id }) => _id.endsWith('/0'))
  return new Map(firsts.map((first) => [keyOfEntry(first._id), wholeOf(first, byId)]))
}

/** All entries of the postings under these keys, in no order. One query, and another one if a posting has several. */
export async function findEntriesOf(
  { entries }: Pick<Collections, 'entries'>,
  keys: readonly string[],
  options: mongo.FindOptions = {},
): Promise<readonly StoredEntry[]> {
  const firstIds = keys.map((key) => entryIdOf(key, 0))
  const firsts = await entries.find({ _id: { $in: firstIds } }, options).toArray()
  const restIds = firsts.flatMap(restOf)
  if (restIds.length === 0) return firsts
  return [...firsts, ...(await entries.find({ _id: { $in: restIds } }, options).toArray())]
}

function restOf({ _id, parts = 1 }: StoredEntry): string[] {
  const key = keyOfEntry(_id)
  const length = Math.min(parts, mostParts) - 1
  return Array.from({ length }, (_, index) => entryIdOf(key, index + 1))
}

function wholeOf(first: StoredEntry, byId: ReadonlyMap<string, StoredEntry>): StoredEntry[] {
  return [first._id, ...restOf(first)].map((id) => {
    const entry = byId.get(id)
    if (!entry) throw new Error(`entry ${id} is missing`)
    return entry
  })
}
