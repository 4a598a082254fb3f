import { Failure } from '../domain/failure.ts'

/**
 * Makes any text safe between separators, and reversible: letters, digits and `-_.!~*'()` stay, all else becomes `%XX`.
 * Throws `invalid_request` for empty text and for text that is no well-formed Unicode, which two different ones could share.
 */
export function quote(text: string, pointer: string): string {
  if (plain.test(text)) return text
  if (text === '') throw malformed(pointer, 'required', 'must not be empty')
  if (!text.isWellFormed()) throw malformed(pointer, 'malformed', 'is not well-formed Unicode')
  return encodeURIComponent(text)
}

/** What stays as it is; nearly every id does. */
const plain = /^[\w\-.!~*'()]+$/

export function unquote(quoted: string): string {
  return quoted.includes('%') ? decodeURIComponent(quoted) : quoted
}

/** Whether a text is one that `quote` gives. */
export function isQuoted(text: string): boolean {
  return /^(?:[\w\-.!~*'()]|%[0-9A-F]{2})+$/.test(text)
}

function malformed(pointer: string, code: string, message: string): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] })
}
