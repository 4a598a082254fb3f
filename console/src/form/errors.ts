import type { FieldError } from '../problem.ts'
import { sentence } from '../format.ts'
import { isWithin, pathOf } from './values.ts'

/** What is wrong, by the place that it is said of. */
export type Errors = Readonly<Record<string, string>>

export const noErrors: Errors = {}

/** Several at one place are one text. */
export function errorsOf(found: readonly Pick<FieldError, 'pointer' | 'message'>[] = []): Errors {
  const errors: Record<string, string> = {}
  for (const { pointer, message } of found) {
    errors[pointer] = pointer in errors ? `${errors[pointer]}; ${message}` : message
  }
  return errors
}

/** The errors of a place and of what is within it; the same object for all that have none. */
export function errorsWithin(errors: Errors, place: string): Errors {
  const own = Object.entries(errors).filter(([pointer]) => isWithin(pointer, place))
  return own.length === 0 ? noErrors : Object.fromEntries(own)
}

/** The errors of a field in a text; of a list that is one control, which line each is about. */
export function errorText(errors: Errors, place: string): string | undefined {
  const texts = Object.entries(errors).map(([pointer, message]) => {
    const [line] = pathOf(pointer.slice(place.length))
    return line !== undefined && /^\d+$/.test(line)
      ? `Line ${Number(line) + 1}: ${sentence(message)}`
      : sentence(message)
  })
  return texts.length === 0 ? undefined : texts.join(' ')
}
