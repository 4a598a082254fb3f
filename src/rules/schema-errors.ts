import type { z } from 'zod'
import type { FieldError } from '../domain/failure.ts'
import { fieldError } from './field-failure.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** What a schema refused, one error per field, with JSON pointers into what was sent. */
export function schemaErrors(error: z.ZodError, sent: unknown): FieldError[] {
  const all = error.issues.flatMap((issue) => errorsOf(issue, sent, []))
  const pointers = all.map(({ pointer }) => pointer)
  return all.filter(({ pointer }, index) => pointers.indexOf(pointer) === index)
}

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function errorsOf(issue: Issue, sent: unknown, parents: Path): FieldError[] {
  const path = [...parents, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      fieldError(pointerOf([...path, key]), issue.code, 'is not a field of this'),
    )
  }
  if (valueAt(sent, path) === undefined)
    return [fieldError(pointerOf(path), 'required', 'is needed')]
  const telling = issue.code === 'invalid_union' ? tellingBranch(issue.errors) : undefined
  if (telling) return telling.flatMap((inner) => errorsOf(inner, sent, path))
  return [fieldError(pointerOf(path), issue.code, issue.message)]
}

/** Of the ways a union was tried, the one that was of the right kind and only had a wrong value, or one within. */
function tellingBranch(branches: readonly Issue[][]): Issue[] | undefined {
  return (
    branches.find((issues) => issues.every(({ code }) => code !== 'invalid_type')) ??
    branches.find((issues) => issues.every(({ path }) => path.length > 0))
  )
}

function valueAt(sent: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    sent,
  )
}
