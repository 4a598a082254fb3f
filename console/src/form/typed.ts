import { words } from '../format.ts'
import type { Option } from '../ui/option.ts'
import type { Field, Schema } from './schema.ts'

// What is typed into a control, as the API takes it, and the other way round.

/** What a field says that somebody has emptied. */
export function emptyOf({ isNullable, schema }: Field): null | undefined | '' {
  if (isNullable) return null
  // Left out, it would say its default; where that is a text, an empty one says something else.
  return typeof schema.default === 'string' && schema.type === 'string' ? '' : undefined
}

/** A number that a Number holds exactly is one; any other stays as typed, and the API reads or refuses it. */
export function numberOf(text: string, field: Field): unknown {
  if (text === '') return field.isNullable ? null : undefined
  return String(Number(text)) === text ? Number(text) : text
}

/** One value a line; a line that is empty is none yet. */
export function linesOf(text: string, field: Field): unknown {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.length === 0 && field.isOptional ? emptyOf(field) : lines
}

/** Text that is no JSON yet is kept as it is, for the server to refuse. */
export function jsonOf(text: string, field: Field): unknown {
  if (text.trim() === '') return emptyOf(field)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function optionsOf({ enum: values, labels }: Schema): Option[] | undefined {
  return values?.map((value) => ({ value, label: labels?.[value] ?? named(value) }))
}

/** A word of ours as people write it; a name that somebody else has given stays as it is. */
function named(value: string): string {
  return /^[a-z]+(?:_[a-z]+)*$/.test(value) ? words(value) : value
}
