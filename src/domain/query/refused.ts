import { Failure } from '../failure.ts'

export type QueryProblem =
  | 'too_long'
  | 'too_complex'
  | 'syntax'
  | 'unknown_function'
  | 'invalid_arity'
  | 'invalid_type'
  | 'invalid_value'
  | 'too_costly'
  | 'not_additive'

/** What is wrong with a query, as the error of one field. */
export function refused(code: QueryProblem, message: string, pointer = '/query'): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] })
}

/** Points at a place in the expression; people count characters from 1. */
export function refusedAt(
  place: number,
  code: QueryProblem,
  message: string,
  pointer: string,
): Failure {
  return refused(code, `${message} (character ${place + 1})`, pointer)
}
