import mongoose from 'mongoose'

/** An account of one currency as its place in the order depends on it. */
export interface Row {
  owner: string
  balance: bigint
  /** When the balance was reached, in milliseconds since 1970; -Infinity where it is not written down. */
  since: number
}

/** A page of a cursor as it came over the wire. */
export interface Page {
  bytes: Buffer
  /** Where in it the array of documents starts. */
  start: number
  /** The cursor to ask for more; 0 when this is the last page. */
  cursor: bigint
}

const { onDemand, BSONType } = mongoose.mongo.BSON

/** Finds the documents in the `cursor` of a reply to `find` or `getMore`. */
export function pageIn(bytes: Buffer): Page {
  const page = { bytes, start: 0, cursor: 0n }
  for (const [, nameStart, nameLength, start] of onDemand.parseToElements(bytes)) {
    const name = bytes.toString('latin1', nameStart, nameStart + nameLength)
    if (name === 'id') page.cursor = bytes.readBigInt64LE(start)
    if (name.endsWith('Batch')) page.start = start
  }
  return page
}

/**
 * The accounts of a page of documents with `_id`, `balance` and `since`, read where they lie. `skipped` is how much of
 * each `_id` comes before the owner. Throws for a balance that is no 64-bit integer.
 */
export function* rowsOf({ bytes, start }: Page, skipped: number): Generator<Row> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // Of an array, each element is a type, its index as a text that ends with a zero, and a document that begins with its size.
  for (let at = start + 4; view.getUint8(at) === BSONType.object;) {
    const document = bytes.indexOf(0, at) + 1
    yield rowAt(bytes, view, document, skipped)
    at = document + view.getInt32(document, true)
  }
}

function rowAt(bytes: Buffer, view: DataView, document: number, skipped: number): Row {
  let owner = ''
  let balance: bigint | undefined
  let since = -Infinity
  for (const [type, name, , start, length] of onDemand.parseToElements(bytes, document)) {
    // The names differ in their first letters. A string has its length before it and a zero behind.
    const letter = bytes[name]
    if (letter === letters.id)
      owner = bytes.toString('utf8', start + 4 + skipped, start + length - 1)
    if (letter === letters.balance && type === BSONType.long)
      balance = view.getBigInt64(start, true)
    if (letter === letters.since && type === BSONType.date)
      since = Number(view.getBigInt64(start, true))
  }
  if (balance === undefined) throw new Error(`the balance of ${owner} is no 64-bit integer`)
  return { owner, balance, since }
}

const letters = { id: 0x5f, balance: 0x62, since: 0x73 }
