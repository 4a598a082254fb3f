import { hashedFields } from '../../../src/ledger/hash.ts'
import type { Random } from '../../../chaos/random.ts'
import { asDouble, textOf } from './documents.ts'
import type { Document } from './documents.ts'

/** Every field that an entry can have. */
export const fields: readonly string[] = [...hashedFields, 'hash']

/** Another value for a field: changed a little, of another type, taken out, or put in where there was none. */
export function edited(random: Random, document: Document, field: string): Document {
  const { [field]: value } = document
  if (value === undefined) return { ...document, [field]: random.pick(strange) }
  const changed = anotherOf(random, value)
  if (field !== '_id' && random.chance(0.1)) {
    const { [field]: _, ...rest } = document
    return { ...rest, _id: document._id }
  }
  const other = random.chance(0.15) ? random.pick(strange) : changed
  return { ...document, [field]: textOf(other) === textOf(value) ? changed : other }
}

const strange: readonly unknown[] = [0, 1, 0n, 1n, '', 'x', true, new Date(0), [], {}, ['x']]

/** Of the same type mostly, and never the same. */
function anotherOf(random: Random, value: unknown): unknown {
  if (typeof value === 'bigint') return value + random.pick([-1n, 1n, 10n, -(2n * value || 1n)])
  if (typeof value === 'number') return random.pick([value + 1, asDouble(value), BigInt(value)])
  if (typeof value === 'string') return anotherText(random, value)
  if (value instanceof Date) return new Date(value.getTime() + random.pick([-1, 1, 86_400_000]))
  if (Array.isArray(value)) return anotherList(random, value)
  if (typeof value === 'object' && value !== null) return anotherObject(random, value)
  return !value
}

function anotherText(random: Random, text: string): string {
  const at = random.int(0, text.length - 1)
  const other = text.charAt(at) === 'a' ? 'b' : 'a'
  return random.pick([
    `${text} `,
    text.slice(0, at) + other + text.slice(at + 1),
    text.slice(0, at),
  ])
}

function anotherList(random: Random, list: readonly unknown[]): unknown[] {
  if (list.length === 0) return ['x']
  const at = random.int(0, list.length - 1)
  return random.pick([
    list.toSpliced(at, 1),
    list.toSpliced(at, 0, list[at]),
    list.with(at, anotherOf(random, list[at])),
  ])
}

function anotherObject(random: Random, object: object): object {
  const entries = Object.entries(object)
  if (entries.length === 0) return { x: 'x' }
  const at = random.int(0, entries.length - 1)
  const [name, value]: [string, unknown] = entries[at] ?? ['', undefined]
  return random.pick([
    Object.fromEntries(entries.toSpliced(at, 1)),
    { ...object, [name]: anotherOf(random, value) },
    { ...object, [`${name}2`]: value },
  ])
}
