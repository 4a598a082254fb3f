/** A number of 32 bits made of some bytes. */
export function mixed(bytes: Buffer, start: number, end: number, seed: number): number {
  let sum = seed ^ 0x811c9dc5
  for (let at = start; at < end; at++) sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x01000193)
  sum = Math.imul(sum ^ (sum >>> 15), 0x85ebca6b)
  return sum ^ (sum >>> 13)
}

/** Whether some bytes are this text; never so for a text with more than ASCII in it. */
export function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  // What differs mostly differs at the end.
  for (let index = text.length - 1; index >= 0; index--) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false
  }
  return true
}

const mostNames = 10_000

/** Texts that come again and again, so that each is made once. */
export function createNames() {
  const known = new Map<number, string>()

  return function nameAt(bytes: Buffer, start: number, end: number): string {
    const number = mixed(bytes, start, end, 0)
    const name = known.get(number)
    if (name !== undefined && isText(name, bytes, start, end)) return name
    const made = bytes.toString('utf8', start, end)
    if (known.size === mostNames) known.clear()
    known.set(number, made)
    return made
  }
}

/** Reads 43 characters of base64url as eight numbers of 32 bits; whatever is no such text comes to other numbers. */
export function wordsOf(bytes: Buffer, start: number, end: number, words: Int32Array): void {
  words.fill(0)
  let bits = 0
  let pending = 0
  let word = 0
  for (let at = start; at < end && word < words.length; at++) {
    const six = sextets[bytes[at] ?? 0] ?? 0
    const room = 32 - bits
    if (room > 6) {
      pending = (pending << 6) | six
      bits += 6
      continue
    }
    words[word++] = (pending << room) | (six >> (6 - room))
    pending = six & ((1 << (6 - room)) - 1)
    bits = 6 - room
  }
}

/** Writes the bytes of a text of 32 (`binary`) as 43 characters of base64url. */
export function writeBase64(text: string, target: Buffer, start: number): void {
  let at = start
  for (let index = 0; index < 30; index += 3) {
    const three = (text.charCodeAt(index) << 16) | (text.charCodeAt(index + 1) << 8)
    const bits = three | text.charCodeAt(index + 2)
    target[at++] = letters[bits >> 18] ?? 0
    target[at++] = letters[(bits >> 12) & 63] ?? 0
    target[at++] = letters[(bits >> 6) & 63] ?? 0
    target[at++] = letters[bits & 63] ?? 0
  }
  const bits = (text.charCodeAt(30) << 10) | (text.charCodeAt(31) << 2)
  target[at++] = letters[bits >> 12] ?? 0
  target[at++] = letters[(bits >> 6) & 63] ?? 0
  target[at] = letters[bits & 63] ?? 0
}

/** For short texts, where calling `copy` would cost more. */
export function copyText(
  source: Buffer,
  start: number,
  end: number,
  target: Buffer,
  targetStart: number,
): void {
  const shift = targetStart - start
  for (let at = start; at < end; at++) target[at + shift] = source[at] ?? 0
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const letters = Buffer.from(alphabet)
const sextets = Uint8Array.from({ length: 256 }, (_, code) =>
  Math.max(0, alphabet.indexOf(String.fromCharCode(code))),
)
