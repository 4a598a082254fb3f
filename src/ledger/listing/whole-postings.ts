import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { findPostings } from '../find.ts'

/** The postings of these entries, one each, in their order. Only those that have several entries are looked up. */
export async function wholePostings(
  collections: Pick<Collections, 'entries'>,
  entries: readonly StoredEntry[],
): Promise<(readonly StoredEntry[])[]> {
  const keys = entries.flatMap(({ _id, parts }) => (parts === undefined ? [] : [keyOfEntry(_id)]))
  const found = keys.length > 0 ? await findPostings(collections, keys) : new Map<string, never>()
  return entries.map((entry) => found.get(keyOfEntry(entry._id)) ?? [entry])
}

/** The postings under these keys that are wanted, in no order. */
export async function postingsUnder(
  collections: Pick<Collections, 'entries'>,
  keys: readonly string[],
  wanted: mongo.Filter<StoredEntry>,
): Promise<(readonly StoredEntry[])[]> {
  const firstIds = keys.map((key) => entryIdOf(key, 0))
  const firsts = collections.entries.find({ $and: [{ _id: { $in: firstIds } }, wanted] })
  return wholePostings(collections, await firsts.toArray())
}
