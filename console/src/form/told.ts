import { points, when } from '../format.ts'
import type { Option } from '../ui/option.ts'
import { fieldsOf, itemFieldsOf, partsOf, spaced } from './schema.ts'
import type { Field, Path, Schema } from './schema.ts'
import { optionsOf, textOf } from './typed.ts'
import { isRecord, isSame, pathOf, valueAt } from './values.ts'

/** A field that says something else, in words. */
export interface ToldChange {
  label: string
  from: string
  to: string
}

/** The names of records that fields refer to by id, by the widget of these fields. */
export type Names = Readonly<Record<string, readonly Option[]>>

/** What people call a place: `Tiers, row 2, Pays`. */
export function labelAt(schema: Schema, pointer: string): string {
  const { names } = placeAt(schema, pathOf(pointer))
  return names.join(', ')
}

/** How two rules of a type differ, field by field, with what is within lists told one by one. */
export function differencesTold(schema: Schema, before: unknown, after: unknown, names: Names) {
  return fieldsOf(schema).flatMap((field) =>
    tell(field, [field.label], valueAt(before, field.path), valueAt(after, field.path), names),
  )
}

/** A difference that the API told by its pointer. */
export function changeTold(
  schema: Schema,
  { pointer, from, to }: { pointer: string; from?: unknown; to?: unknown },
  names: Names,
): ToldChange[] {
  const found = placeAt(schema, pathOf(pointer))
  if (found.field) return tell(found.field, found.names, from, to, names)
  return [{ label: found.names.join(', '), from: textOf(from), to: textOf(to) }]
}

interface Place {
  names: readonly string[]
  /** What the place is filled in with, if it is a field and not a row of a list. */
  field: Field | undefined
}

function placeAt(schema: Schema, path: Path): Place {
  const first = fieldsOf(schema).find((field) => isOnWay(field, path))
  if (first) return placeWithin(first, path, [first.label])
  return { names: [spaced(path.at(-1) ?? 'rule')], field: undefined }
}

function placeWithin(field: Field, path: Path, names: readonly string[]): Place {
  const [key, ...deeper] = path.slice(field.path.length)
  if (key === undefined || (field.kind !== 'list' && field.kind !== 'record')) {
    return { names, field }
  }
  const isList = field.kind === 'list'
  const parts = isList ? itemFieldsOf(field, Number(key)) : partsOf(field.schema, field.path)
  const here = isList ? [...names, `row ${Number(key) + 1}`] : names
  const part = parts.find((each) => isOnWay(each, path))
  if (part) {
    const isRow = isList && part.path.length === field.path.length + 1
    return placeWithin(part, path, isRow ? here : [...here, part.label])
  }
  const isRow = isList && deeper.length === 0
  return { names: isRow ? here : [...here, spaced(path.at(-1) ?? '')], field: undefined }
}

function isOnWay({ path }: Field, way: Path): boolean {
  return path.every((key, at) => key === way[at])
}

function tell(
  field: Field,
  labels: readonly string[],
  from: unknown,
  to: unknown,
  names: Names,
): ToldChange[] {
  if (isSame(from ?? null, to ?? null)) return []
  if (field.kind === 'list' && Array.isArray(from) && Array.isArray(to)) {
    return tellRows(field, labels, from, to, names)
  }
  if (field.kind === 'record' && isRecord(from) && isRecord(to)) {
    return partsOf(field.schema, field.path).flatMap((part) => {
      const key = part.path.slice(-1)
      return tell(part, [...labels, part.label], valueAt(from, key), valueAt(to, key), names)
    })
  }
  const told = {
    label: labels.join(', '),
    from: say(field, from, names),
    to: say(field, to, names),
  }
  // A switch that was never touched and one that is off say the same.
  return told.from === told.to ? [] : [told]
}

function tellRows(
  field: Field,
  labels: readonly string[],
  from: readonly unknown[],
  to: readonly unknown[],
  names: Names,
): ToldChange[] {
  const rows = Array.from({ length: Math.max(from.length, to.length) }, (_, index) => index)
  return rows.flatMap((index) => {
    const here = [...labels, `row ${index + 1}`]
    const [was, is] = [from[index], to[index]]
    if (was === undefined || is === undefined) {
      const label = here.join(', ')
      return [
        { label, from: sayRow(field, index, was, names), to: sayRow(field, index, is, names) },
      ]
    }
    return itemFieldsOf(field, index).flatMap((part) => {
      const key = part.path.slice(field.path.length + 1)
      const told = key.length === 0 ? here : [...here, part.label]
      return tell(part, told, valueAt(was, key), valueAt(is, key), names)
    })
  })
}

const nothing = 'nothing'

/** What a field says, in a line. */
function say(field: Field, value: unknown, names: Names): string {
  const { kind, schema } = field
  if (kind === 'yes') return value === true ? 'yes' : 'no'
  if (value === null || value === undefined || value === '') return nothing
  if (Array.isArray(value)) {
    if (value.length === 0) return nothing
    const rows = value.map((row: unknown, index) => {
      return kind === 'list' ? sayRow(field, index, row, names) : sayOne(schema, row, names)
    })
    return rows.join(kind === 'list' ? '; ' : ', ')
  }
  if (kind === 'record') return sayParts(partsOf(schema, field.path), value, 0, field.path, names)
  if (kind === 'time' && typeof value === 'string') return `${when(value)} UTC`
  if (kind === 'number') return points(textOf(value))
  return sayOne(schema, value, names)
}

function sayRow(field: Field, index: number, row: unknown, names: Names): string {
  if (row === undefined) return nothing
  return sayParts(itemFieldsOf(field, index), row, 1, field.path, names)
}

/** `From 1, To 5, Pays 10`: the parts that say something. */
function sayParts(parts: readonly Field[], value: unknown, deeper: number, at: Path, names: Names) {
  const told = parts.flatMap((part) => {
    const key = part.path.slice(at.length + deeper)
    const said = say(part, valueAt(value, key), names)
    if (said === nothing || (part.kind === 'yes' && said === 'no')) return []
    return [key.length === 0 ? said : `${part.label} ${said}`]
  })
  return told.join(', ') || nothing
}

function sayOne({ widget = '', items, ...schema }: Schema, value: unknown, names: Names): string {
  const options = names[widget] ?? optionsOf(schema) ?? optionsOf(items ?? {}) ?? []
  return options.find((option) => option.value === value)?.label ?? textOf(value)
}
