import { createHash } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import { quote } from './quote.ts'

const longestKey = { characters: 200, bytes: 800 }
const longestText = 300

/**
 * The key of a posting: what the caller called it, within the scope in which that name is unique (a user, an
 * organization). Both are quoted, never parsed; a result that would make a long index key is hashed.
 * Throws `invalid_request` for a key of 0 or over 200 characters, or over 800 bytes.
 */
export function keyOf(scope: string, key: string, pointer = '/key'): string {
  if (key === '') throw refused(pointer, 'required', 'the key must not be empty')
  if (isTooLong(key)) {
    throw refused(
      pointer,
      'too_long',
      'the key must not be longer than 200 characters or 800 bytes',
    )
  }
  const text = `${quote(scope, '/scope')}:${quote(key, pointer)}`
  // A quoted text holds no `#`, so that a hashed key never meets one that is spelt out.
  return text.length <= longestText ? text : `#${createHash('sha256').update(text).digest('hex')}`
}

/** So many code units are no more characters, and at three bytes each no more bytes: most keys need not be taken apart. */
function isTooLong(key: string): boolean {
  if (key.length <= longestKey.characters) return false
  return [...key].length > longestKey.characters || Buffer.byteLength(key) > longestKey.bytes
}

function refused(pointer: string, code: string, message: string): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] })
}
