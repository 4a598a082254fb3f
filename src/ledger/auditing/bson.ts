import type { JsonText } from './json-text.ts'

/** A type of BSON value: how to read it where it starts, and how it is written in the canonical text of an entry. */
export interface Shape<T> {
  type: number
  /** Undefined if there is something else inside. */
  read: (bytes: Buffer, at: number) => T | undefined
  /** False if there is something else inside. */
  write: (out: JsonText, bytes: Buffer, at: number) => boolean
}

export const text: Shape<string> = {
  type: 0x02,
  read: (bytes, at) => bytes.toString('utf8', at + 4, endOfText(bytes, at)),
  write(out, bytes, at) {
    out.quoted(bytes, at + 4, endOfText(bytes, at))
    return true
  },
}

export const count: Shape<number> = {
  type: 0x10,
  read: (bytes, at) => bytes.readInt32LE(at),
  write(out, bytes, at) {
    out.digits(bytes.readInt32LE(at))
    return true
  },
}

/** A decimal text, since 64 bits are more than a number in JSON can be trusted with. */
export const long: Shape<bigint> = {
  type: 0x12,
  read: readLong,
  write(out, bytes, at) {
    const high = bytes.readInt32LE(at + 4)
    out.byte(quote)
    if (isSafe(high)) out.digits(high * 2 ** 32 + bytes.readUInt32LE(at))
    else out.ascii(String(readLong(bytes, at)))
    out.byte(quote)
    return true
  },
}

/** Milliseconds. */
export const time: Shape<Date> = {
  type: 0x09,
  read: (bytes, at) => new Date(millisecondsAt(bytes, at)),
  write(out, bytes, at) {
    out.digits(millisecondsAt(bytes, at))
    return isSafe(bytes.readInt32LE(at + 4))
  },
}

export const truth: Shape<true> = {
  type: 0x08,
  read: (bytes, at) => bytes[at] === 1 || undefined,
  write(out, bytes, at) {
    out.ascii('true')
    return bytes[at] === 1
  },
}

/** Any names, each with a text. */
export const texts: Shape<Record<string, string>> = {
  type: 0x03,
  read(bytes, start) {
    const pairs: [string, string][] = []
    for (let at = start + 4; bytes[at] !== 0;) {
      if (bytes[at] !== text.type) return undefined
      const end = endOfName(bytes, at + 1)
      pairs.push([bytes.toString('utf8', at + 1, end), text.read(bytes, end + 1) ?? ''])
      at = endOfText(bytes, end + 1) + 1
    }
    return Object.fromEntries(pairs)
  },
  write(out, bytes, start) {
    out.byte(openBrace)
    for (let at = start + 4; bytes[at] !== 0;) {
      if (bytes[at] !== text.type) return false
      if (at > start + 4) out.byte(comma)
      const end = endOfName(bytes, at + 1)
      out.quoted(bytes, at + 1, end)
      out.byte(colon)
      text.write(out, bytes, end + 1)
      at = endOfText(bytes, end + 1) + 1
    }
    out.byte(closeBrace)
    return true
  },
}

/** All elements of one shape. */
export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return {
    type: 0x04,
    read(bytes, start) {
      const items: T[] = []
      for (let at = start + 4; bytes[at] !== 0; at += sizeOf(shape.type, bytes, at)) {
        if (bytes[at] !== shape.type) return undefined
        at = endOfName(bytes, at + 1) + 1
        const item = shape.read(bytes, at)
        if (item === undefined) return undefined
        items.push(item)
      }
      return items
    },
    write(out, bytes, start) {
      out.byte(openBracket)
      for (let at = start + 4; bytes[at] !== 0; at += sizeOf(shape.type, bytes, at)) {
        if (bytes[at] !== shape.type) return false
        if (at > start + 4) out.byte(comma)
        at = endOfName(bytes, at + 1) + 1
        if (!shape.write(out, bytes, at)) return false
      }
      out.byte(closeBracket)
      return true
    },
  }
}

/** Goes through a list of texts, told by where each begins and ends. */
export function eachText(
  bytes: Buffer,
  start: number,
  visit: (start: number, end: number) => void,
) {
  for (let at = start + 4; bytes[at] !== 0; at += sizeOf(text.type, bytes, at)) {
    at = endOfName(bytes, at + 1) + 1
    visit(at + 4, endOfText(bytes, at))
  }
}

/** Behind the last byte of a name that starts there. */
export function endOfName(bytes: Buffer, start: number): number {
  let end = start
  while (bytes[end] !== 0) end++
  return end
}

export function endOfText(bytes: Buffer, at: number): number {
  return at + 3 + bytes.readInt32LE(at)
}

/** Of a value of one of the types above, or of a document. */
export function sizeOf(type: number, bytes: Buffer, at: number): number {
  if (type === text.type) return 4 + bytes.readInt32LE(at)
  if (type === count.type) return 4
  if (type === truth.type) return 1
  if (type === long.type || type === time.type) return 8
  return bytes.readInt32LE(at)
}

export function millisecondsAt(bytes: Buffer, at: number): number {
  return bytes.readInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at)
}

export const [comma, colon, quote] = [0x2c, 0x3a, 0x22]
export const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Whether a double holds every number with this upper half. */
function isSafe(high: number): boolean {
  return high < 2 ** 20 && high >= -(2 ** 20)
}

const halves = new Int32Array(2)
const whole = new BigInt64Array(halves.buffer)

/** By way of memory, which is faster than `readBigInt64LE`. Machines that run Node are little-endian, as BSON is. */
function readLong(bytes: Buffer, at: number): bigint {
  halves[0] = bytes.readInt32LE(at)
  halves[1] = bytes.readInt32LE(at + 4)
  return whole[0] ?? 0n
}
