import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { hashOf, digestOf, genesis } from '../../../src/ledger/hash.ts'
import type { StoredEntry } from '../../../src/ledger/entry.ts'

const { BSON } = mongoose.mongo

/** An entry as anybody with a shell could leave it: any field, of any type. */
export type Document = Record<string, unknown> & { _id: unknown }

/** One that nobody has touched yet. */
export type Entry = StoredEntry & Document

/** Most of a thousand tampered ledgers is the same, so each document is written once. */
export const bytesOf = remembered((document) => Buffer.from(BSON.serialize(document)))

/** What a document says, in whatever order its fields are. */
export const contentOf = remembered((document) =>
  textOf(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))),
)

/** In the order of the index that the audit reads by, as far as types go here. */
export function comparePlaces(a: Document, b: Document): number {
  return compare(a['account'], b['account']) || compare(a['seq'], b['seq'])
}

/** Whether a unique index would refuse them. */
export function meet(documents: readonly Document[]): boolean {
  const places = new Set<string>()
  const ids = new Set<string>()
  for (const { _id, account, seq } of documents) {
    ids.add(indexed(_id))
    places.add(indexed([account, seq]))
  }
  return ids.size < documents.length || places.size < documents.length
}

/** Tells values of different types apart. */
export function textOf(value: unknown): string {
  return BSON.EJSON.stringify({ value }, { relaxed: false })
}

/** The entries of an account again, as somebody who knows the ledger well would forge them: in sequence, summed and chained. */
export function forged(entries: readonly Entry[]): Entry[] {
  let before = { seq: 0, balance: 0n, hash: genesis }
  return entries.map((entry) => {
    const { seq, balance, hash } = before
    const { hash: _, ...rest } = { ...entry, seq: seq + 1, balance: balance + entry.amount }
    const again: Entry = { ...rest, hash: hashOf(hash, digestOf(rest)) }
    before = again
    return again
  })
}

/** A double where whole numbers are stored. */
export function asDouble(number: number): mongo.BSON.Double {
  return new BSON.Double(number)
}

/** An index holds 1 and 1.0 to be the same. */
function indexed(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each instanceof BSON.Double || typeof each === 'bigint' ? Number(each) : each,
  )
}

function remembered<T>(make: (document: Document) => T): (document: Document) => T {
  const known = new WeakMap<Document, T>()
  return (document) => {
    const made = known.get(document) ?? make(document)
    known.set(document, made)
    return made
  }
}

function compare(a: unknown, b: unknown): number {
  const [one, other] = [rankOf(a), rankOf(b)]
  if (one !== other) return one - other
  if (one === text) return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
  return Number(a) - Number(b)
}

const text = 2

function rankOf(value: unknown): number {
  if (value === undefined || value === null) return 0
  return typeof value === 'string' ? text : 1
}
