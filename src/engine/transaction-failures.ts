import { Failure } from '../domain/failure.ts'
import type { Posted } from '../ledger/types.ts'

export function orThrow(result: Posted | Failure): Posted {
  if (!(result instanceof Failure)) return result
  throw renamed(result)
}

/** Lines with keys stand alone. What was booked stays, is named, and is not booked again when the call is repeated. */
export function allOrThrow(results: readonly (Posted | Failure)[]): Posted[] {
  const refused = results.findIndex((result) => result instanceof Failure)
  const booked = results.flatMap((result, index) => (result instanceof Failure ? [] : [index]))
  const failure = results[refused]
  if (!(failure instanceof Failure)) return results.map(orThrow)
  const note =
    booked.length > 0 ? ` (booked: ${booked.map((i) => `/entries/${i}`).join(', ')})` : ''
  const { code, message, errors, cause } = failure
  return at(new Failure(code, message + note, { errors, cause }), `/entries/${refused}`)
}

/** A failure of one line. */
export function at(error: unknown, place: string): never {
  if (!(error instanceof Failure)) throw error
  throw withPointers(
    error,
    (pointer) => place + inLine(pointer.replace(/^\/(?:legs|from)\/\d+/, '')),
  )
}

/** The ledger speaks of legs, of which each line has two. What it says of a whole posting is said of its only line. */
function renamed(failure: Failure): Failure {
  return withPointers(failure, (pointer) => {
    const [, leg, rest = ''] = /^\/legs\/(\d+)(.*)$/.exec(pointer) ?? []
    if (leg !== undefined) return `/entries/${Math.floor(Number(leg) / 2)}${inLine(rest)}`
    return pointer
      .replace(/^\/from\/\d+/, '/entries/0')
      .replace(/^\/availableAt/, '/entries/0/availableAt')
  })
}

function inLine(pointer: string): string {
  return pointer.replace(/^\/pointsExpireAt$/, '/expiresAt')
}

function withPointers({ code, message, errors, cause }: Failure, pointerOf: (p: string) => string) {
  const moved = (errors ?? [{ pointer: '', code, message }]).map((error) => ({
    ...error,
    pointer: pointerOf(error.pointer),
  }))
  return new Failure(code, message, { errors: moved, cause })
}
