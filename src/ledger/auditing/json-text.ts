import { hash } from 'node:crypto'

/** JSON that is written byte by byte, as `JSON.stringify` would write it, only to be hashed. */
export function createJsonText() {
  let bytes = Buffer.alloc(65_536)
  let length = 0

  function clear(): void {
    length = 0
  }

  function byte(code: number): void {
    if (length === bytes.length) grow(1)
    bytes[length++] = code
  }

  function ascii(text: string): void {
    if (length + text.length > bytes.length) grow(text.length)
    length += bytes.write(text, length, 'binary')
  }

  /** A text in quotes, from its UTF-8. */
  function quoted(source: Buffer, start: number, end: number): void {
    const most = 6 * (end - start) + 2
    if (length + most > bytes.length) grow(most)
    const target = bytes
    let to = length
    target[to++] = quote
    for (let at = start; at < end; at++) {
      const code = source[at] ?? 0
      if (code >= space && code !== quote && code !== backslash) target[to++] = code
      else to += target.write(escaped(code), to, 'binary')
    }
    target[to++] = quote
    length = to
  }

  /** A whole number that a double can hold. */
  function digits(number: number): void {
    if (length + longestNumber > bytes.length) grow(longestNumber)
    if (number < 0) bytes[length++] = minus
    let rest = Math.abs(number)
    const end = length + digitsOf(rest)
    for (let at = end - 1; at >= length; at--) {
      const tens = Math.floor(rest / 10)
      bytes[at] = zero + (rest - tens * 10)
      rest = tens
    }
    length = end
  }

  /** What is absent. */
  function nothing(): void {
    if (length + 4 > bytes.length) grow(4)
    for (const code of nullCodes) bytes[length++] = code
  }

  function grow(more: number): void {
    bytes = Buffer.concat([bytes], Math.max(2 * bytes.length, length + more))
  }

  /** Of what was written: a text of 32 bytes, which is cheaper than base64. */
  function sha256(): string {
    return hash('sha256', bytes.subarray(0, length), 'binary')
  }

  return { clear, byte, ascii, quoted, digits, nothing, sha256 }
}

export type JsonText = ReturnType<typeof createJsonText>

const quote = 0x22
const backslash = 0x5c
const space = 0x20
const minus = 0x2d
const zero = 0x30
const longestNumber = 24
const nullCodes = [0x6e, 0x75, 0x6c, 0x6c] as const

function escaped(code: number): string {
  return JSON.stringify(String.fromCharCode(code)).slice(1, -1)
}

function digitsOf(number: number): number {
  let digits = 1
  for (let bound = 10; bound <= number; bound *= 10) digits++
  return digits
}
