import type { StoredEntry } from '../entry.ts'
import type { Lot } from '../lots.ts'
import { endOfText, long, millisecondsAt } from './bson.ts'
import { createNames, isText } from './bytes.ts'
import { createChain } from './chain.ts'
import { entryFields, fieldIn } from './entry-fields.ts'
import { createJsonText } from './json-text.ts'

/** What every check must know of an entry. */
export interface Glance {
  seq: number
  amount: bigint
  balance: bigint
  held: bigint
  heldChange: bigint
  /** Milliseconds. */
  at: number
  kind: string
  /** Its number in the posting; NaN if it has none. */
  leg: number
  parts: number
  isClosed: boolean
  lots: readonly Lot[]
  /** A text of 32 bytes. */
  digest: string
}

const field = fieldIn

/**
 * Looks at one entry after the other where MongoDB's bytes of it lie: to make an object of each would be most of what it
 * costs to check it. Fields are named by their numbers.
 */
export function createEntryView() {
  const { names, locate, readAll, write } = entryFields
  const places = new Int32Array(names.length)
  const out = createJsonText()
  const nameAt = createNames()
  const chain = createChain()
  let bytes: Buffer = Buffer.alloc(0)
  let isOpen = false

  /** Goes to an entry. Undefined if a field is missing, unknown, there twice, or of another type. */
  function open(page: Buffer, start: number): Glance | undefined {
    leave()
    bytes = page
    if (!locate(page, start, places)) return undefined
    let end = field.hash
    while (places[end - 1] === 0) end--
    out.clear()
    if (!write(out, bytes, places, end)) return undefined
    isOpen = true
    return {
      seq: bytes.readInt32LE(placeOf(field.seq)),
      amount: longOf(field.amount),
      balance: longOf(field.balance),
      held: longOf(field.held),
      heldChange: longOf(field.heldChange),
      at: millisecondsAt(bytes, placeOf(field.at)),
      kind: name(field.kind) ?? '',
      leg: legOf(bytes, startOf(field._id), endOf(field._id)),
      parts: has(field.parts) ? bytes.readInt32LE(placeOf(field.parts)) : 1,
      isClosed: has(field.closed),
      lots: has(field.lots) ? (read().lots ?? none) : none,
      digest: out.sha256(),
    }
  }

  /** Keeps the entry's hash, when its bytes are about to go. */
  function leave(): void {
    if (isOpen) chain.leave(bytes, startOf(field.hash), endOf(field.hash))
    isOpen = false
  }

  /** Whether its hash follows from the one before, or from none. */
  function isChained(digest: string, isFirst: boolean): boolean {
    return chain.isNext(digest, isFirst, bytes, startOf(field.hash), endOf(field.hash))
  }

  /** Where the value of a field is; 0 if there is none. */
  function placeOf(field: number): number {
    return places[field] ?? 0
  }

  function has(field: number): boolean {
    return places[field] !== 0
  }

  /** Where a text that is there begins, and where it ends. */
  function startOf(field: number): number {
    return placeOf(field) + 4
  }

  function endOf(field: number): number {
    return endOfText(bytes, placeOf(field))
  }

  function longOf(field: number): bigint {
    const at = placeOf(field)
    return at === 0 ? 0n : (long.read(bytes, at) ?? 0n)
  }

  /** A text that is likely to come again. */
  function name(field: number): string | undefined {
    return has(field) ? nameAt(bytes, startOf(field), endOf(field)) : undefined
  }

  function text(field: number): string {
    return has(field) ? bytes.toString('utf8', startOf(field), endOf(field)) : ''
  }

  function is(field: number, text: string): boolean {
    return isText(text, bytes, startOf(field), endOf(field))
  }

  /** All of it. */
  function read(): StoredEntry {
    const entry = readAll(bytes, places)
    if (!entry) throw new Error('an entry that was looked at can be read')
    return entry
  }

  return {
    ...{ open, leave, isChained, has, placeOf, startOf, endOf, name, text, is, read, longOf },
    bytes: () => bytes,
    /** The hash of the last entry that was left. */
    hashBefore: chain.last,
  }
}

export type EntryView = ReturnType<typeof createEntryView>

const none: readonly Lot[] = []
const slash = 0x2f
const zero = 0x30

function legOf(bytes: Buffer, start: number, end: number): number {
  let at = end - 1
  while (at > start && bytes[at] !== slash) at--
  if (at === start || at === end - 1) return NaN
  let leg = 0
  for (let next = at + 1; next < end; next++) {
    const digit = (bytes[next] ?? 0) - zero
    // A number that begins with a 0 is another name of a leg.
    if (digit < 0 || digit > 9 || (leg === 0 && next > at + 1)) return NaN
    leg = leg * 10 + digit
  }
  return leg
}
