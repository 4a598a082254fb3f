import { Failure } from '../domain/failure.ts'
import type { FieldError } from '../domain/failure.ts'

/** Whose records may be seen: all of an organization's, or those of one of its websites. */
export interface Scope {
  org: string
  website?: string | undefined
}

/** The record, if the scope holds it. What belongs to others is `not_found` in the very words of what does not exist. */
export function within<T extends { website: string }>(
  { website }: Scope,
  record: T | null | undefined,
  what: string,
  pointer?: string,
): T {
  if (record && (website === undefined || record.website === website)) return record
  throw notFound(what, pointer)
}

export function isWithin(scope: Scope, record: { website: string }): boolean {
  return scope.website === undefined || scope.website === record.website
}

export function notFound(what: string, pointer?: string): Failure {
  const message = `there is no such ${what}`
  return new Failure('not_found', message, {
    ...(pointer === undefined ? {} : { errors: [{ pointer, code: 'not_found', message }] }),
  })
}

/** A filter for the scope's own records. */
export function websiteFilter({ website }: Scope): { website?: string } {
  return website === undefined ? {} : { website }
}

export function invalid(...errors: readonly FieldError[]): Failure {
  const message = errors.map((error) => `${error.pointer}: ${error.message}`).join('; ')
  return new Failure('invalid_request', message, { errors: [...errors] })
}

/** Says of a duplicate that another one has its name. For what fails in any other way, throws that. */
export function refuseTaken(what: string): (error: unknown) => never {
  return (error) => {
    if (!isDuplicate(error)) throw error
    const message = `another ${what} of this website has it`
    throw invalid({ pointer: '/externalIdentifier', code: 'taken', message })
  }
}

/** MongoDB's answer to a second document where there may be only one. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000
}
