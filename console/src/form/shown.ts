import type { Field, Values } from './schema.ts'
import { isRecord } from './values.ts'

/** What the fields that others depend on say: they are named without their place. */
export function factsOf(fields: readonly Field[], value: unknown): Values {
  const { metadata, ...top } = isRecord(value) ? value : {}
  const all: Values = { ...top, ...(isRecord(metadata) ? metadata : {}) }
  const names = new Set(fields.flatMap(decidersOf))
  return Object.fromEntries([...names].map((name) => [name, all[name]]))
}

/** Whether a field matters, as things stand. A switch that nobody has touched is off. */
export function isShown({ schema: { when } }: Field, facts: Values): boolean {
  if (when === undefined) return true
  return [when].flat().some((wanted: Values) =>
    Object.entries(wanted).every(([name, value]) => {
      const says = facts[name] ?? (typeof value === 'boolean' ? false : undefined)
      return says === value
    }),
  )
}

function decidersOf({ schema }: Field): string[] {
  const within = Object.values(schema.items?.properties ?? schema.properties ?? {})
  return [schema, ...within].flatMap(({ when = {} }) =>
    [when].flat().flatMap((wanted: Values) => Object.keys(wanted)),
  )
}
