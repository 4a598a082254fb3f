import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'

/** A rule that cannot be saved because of what is said in one field, or in several. */
export function refuseFields(...errors: readonly FieldError[]): Failure {
  const sentences = errors.map(({ pointer, message }) =>
    pointer ? `${pointer}: ${message}` : message,
  )
  const message = sentences.join('; ')
  return new Failure('invalid_request', message, { errors: [...errors] })
}

export function fieldError(pointer: string, code: string, message: string): FieldError {
  return { pointer, code, message }
}
