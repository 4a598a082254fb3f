import type { Path, Schema, Values } from './schema.ts'

/** What a new rule, or a new thing of a list, says before anybody fills in anything. */
export function defaultsOf(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      if (property.const !== undefined) return [[name, property.const]]
      if (property.default !== undefined && property.type !== 'object') {
        return [[name, structuredClone(property.default)]]
      }
      return property.type === 'object' && property.properties ? [[name, defaultsOf(property)]] : []
    }),
  )
}

/**
 * Of what the API answers, the part that the type reads, which is what the API takes. An empty text stands in its answers for
 * one that is not there.
 */
export function bodyOf(schema: Schema, rule: Values): Values {
  const known = Object.entries(schema.properties ?? {}).filter(([name]) => rule[name] !== undefined)
  return Object.fromEntries(
    known.map(([name, { default: left }]) => {
      return [name, rule[name] === '' && left === null ? null : rule[name]]
    }),
  )
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)
}

/** What is to stand at a place, or what makes it of what stands there; nothing of a rule is a function. */
export type Change = unknown

/** A copy with another value at a place; undefined takes away what was there. */
export function withValue(value: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) {
    return typeof change === 'function' ? (change as (was: unknown) => unknown)(value) : change
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) =>
      String(at) === key ? withValue(item, rest, change) : item,
    )
  }
  const before = isRecord(value) ? value : {}
  const { [key]: inner, ...others } = before
  const after = withValue(inner, rest, change)
  return after === undefined ? others : { ...before, [key]: after }
}

/** A place as errors name it (RFC 6901). */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

export function pathOf(pointer: string): Path {
  const [, ...keys] = pointer.split('/')
  return keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether a pointer names this place, or one within. */
export function isWithin(pointer: string, place: string): boolean {
  return `${pointer}/`.startsWith(`${place}/`)
}

/** Whether two values say the same, as JSON. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
