import { hash } from 'node:crypto'
import { copyText, writeBase64 } from './bytes.ts'

const length = 43

/**
 * Follows the hashes of an account from entry to entry, as `hashOf` makes them, in two pieces of memory: texts are made of
 * none, since that would be a good part of what an audit costs.
 */
export function createChain() {
  const link = Buffer.alloc(2 * length)
  const first = link.subarray(length)
  const due = Buffer.alloc(length)

  /** Notes the hash of an entry, wherever it is stored, as the one before the next. */
  function leave(bytes: Buffer, start: number, end: number): void {
    link.fill(0, 0, length)
    if (end - start === length) copyText(bytes, start, end, link, 0)
  }

  /** Whether the hash that is stored there follows from this digest, which is given as a text of its bytes. */
  function isNext(digest: string, isFirst: boolean, bytes: Buffer, start: number, end: number) {
    if (end - start !== length) return false
    writeBase64(digest, link, length)
    writeBase64(hash('sha256', isFirst ? first : link, 'binary'), due, 0)
    for (let index = 0; index < length; index++) {
      if (due[index] !== bytes[start + index]) return false
    }
    return true
  }

  /** The hash that was noted last. */
  const last = () => link.toString('latin1', 0, length)

  return { leave, isNext, last }
}
