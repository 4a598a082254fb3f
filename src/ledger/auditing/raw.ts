import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { entryFields } from './entry-fields.ts'
import type { Stored } from './stored.ts'

/** No posting comes near it; a number that somebody tampered with must not exhaust the memory. */
export const mostParts = 5_000

type ById = Pick<Stored, 'entriesById'>

/** Reads an entry from its BSON; undefined if a field is missing, unknown, there twice, or of another type. */
export function readEntry(bytes: Buffer, at = 0): StoredEntry | undefined {
  return entryFields.shape.read(bytes, at)
}

/** Those that can be read. */
export function readAll(found: readonly Buffer[]): StoredEntry[] {
  return found.flatMap((bytes) => readEntry(bytes) ?? [])
}

/** Those of these entries that are there and can be read. */
export async function readEntries(stored: ById, ids: readonly string[]): Promise<StoredEntry[]> {
  return ids.length === 0 ? [] : readAll(await stored.entriesById(ids))
}

/** The first legs of postings, by their ids. */
export async function readFirstLegs(stored: ById, keys: Iterable<string>) {
  const found = await readEntries(
    stored,
    [...keys].map((key) => entryIdOf(key, 0)),
  )
  return new Map(found.map((entry) => [entry._id, entry]))
}

/** All entries of these postings that are there, and can be read. */
export async function readPostings(stored: ById, keys: Iterable<string>): Promise<StoredEntry[]> {
  const firsts = [...(await readFirstLegs(stored, keys)).values()]
  const others = firsts.flatMap(({ _id, parts = 1 }) =>
    Array.from({ length: Math.max(0, Math.min(parts, mostParts) - 1) }, (_, index) =>
      entryIdOf(keyOfEntry(_id), index + 1),
    ),
  )
  return [...firsts, ...(await readEntries(stored, others))]
}
