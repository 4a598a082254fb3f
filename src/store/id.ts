import { createHash, randomFillSync } from 'node:crypto'
import { encodeTime, ulid } from 'ulid'

/** The kinds of things that have ids of their own. */
export type IdKind =
  | 'org'
  | 'web'
  | 'cur'
  | 'usr'
  | 'ugr'
  | 'rul'
  | 'grp'
  | 'mul'
  | 'txn'
  | 'bdg'
  | 'hld'
  | 'whk'
  | 'dlv'

/** An id that says what it names and sorts by when it was made: `rul_01K...`. */
export function newId(kind: IdKind): string {
  return `${kind}_${ulid(undefined, random)}`
}

/** The same from the same: an id of that shape for what the request of this stamp makes, which began at that time. */
export function derivedId(kind: IdKind, stamp: string, startedAt: Date): string {
  const digest = createHash('sha256').update(`${kind} ${stamp}`).digest()
  return `${kind}_${encodeTime(startedAt.getTime())}${base32(digest.subarray(0, 10))}`
}

const pool = Buffer.alloc(4096)
let used = pool.length

/** 0 to below 1, from random bytes that are fetched many at a time: each digit of an id takes one. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return (pool[used++] ?? 0) / 256
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ten bytes as the sixteen digits that a ULID ends with. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => digits[Number.parseInt(five, 2)]).join('')
}
