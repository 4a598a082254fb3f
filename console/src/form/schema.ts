/** The part of JSON Schema that zod writes for rule types, and what `meta` adds for people. */
export interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: string[]
  const?: unknown
  default?: unknown
  format?: string
  maxLength?: number
  maxItems?: number
  title?: string
  description?: string
  examples?: unknown[]
  group?: string
  /** Shown only where fields beside it have these values. It hides, and forbids nothing. */
  when?: Record<string, unknown>
  labels?: Record<string, string>
}

export type Path = readonly string[]

/** How a field is filled in. Whatever is none of the rest is typed as JSON. */
export type Kind =
  'text' | 'words' | 'number' | 'yes' | 'choice' | 'time' | 'rows' | 'lines' | 'json'

export interface Field {
  path: Path
  schema: Schema
  kind: Kind
  label: string
  /** Whether it may be left empty. */
  isOptional: boolean
  isNullable: boolean
}

/** All fields of a rule, flat: that some are within `metadata` is no concern of who fills in the form. */
export function fieldsOf(schema: Schema, path: Path = []): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const here = [...path, name]
    if (property.const !== undefined) return []
    if (property.type === 'object' && property.properties) return fieldsOf(property, here)
    return [fieldOf(property, here, schema.required?.includes(name) ?? false)]
  })
}

export function fieldOf(property: Schema, path: Path, isRequired: boolean): Field {
  const shapes = shapesOf(property)
  const isNullable = shapesOf(property, true).length > shapes.length
  // What stands beside a choice of shapes (its title, its group) is of the field, and so wins.
  const schema = shapes.length === 1 ? { ...shapes[0], ...property } : property
  return {
    ...{ path, schema, kind: kindOf(schema, shapes), isNullable },
    label: schema.title ?? words(path.at(-1) ?? ''),
    isOptional:
      property.default === undefined ? !isRequired || isNullable : property.default === null,
  }
}

/** What a value may look like: zod writes `anyOf`, or a list of types. */
function shapesOf(property: Schema, withNull = false): Schema[] {
  const types = [property.type ?? []].flat()
  const shapes = property.anyOf ?? types.map((type) => ({ ...property, type }))
  return shapes.filter(({ type }) => withNull || type !== 'null')
}

function kindOf(schema: Schema, shapes: readonly Schema[]): Kind {
  const types = shapes.map(({ type }) => type)
  const [shape = schema] = shapes
  if (schema.enum) return 'choice'
  if (types.includes('boolean')) return 'yes'
  if (types.includes('number') || types.includes('integer')) return 'number'
  if (shape.type === 'array') return kindOfList(shape.items ?? {})
  if (shape.type !== 'string') return 'json'
  if (shape.format === 'date-time') return 'time'
  return schema.title === 'Description' ? 'words' : 'text'
}

function kindOfList({ properties, type }: Schema): Kind {
  if (type === 'string') return 'lines'
  return properties && Object.values(properties).every(fitsInRow) ? 'rows' : 'json'
}

/** What is nested deeper than a list of records is typed as JSON. */
function fitsInRow(property: Schema): boolean {
  return !['rows', 'json'].includes(fieldOf(property, [], false).kind)
}

const groups: Record<string, string> = {
  basics: 'What it asks for',
  reward: 'Reward',
  cadence: 'When',
  gates: 'Gates',
  display: 'Display',
}

/** The fields by the groups that they name, in the order in which people think of them. */
export function groupsOf(schema: Schema): { title: string; fields: Field[] }[] {
  const fields = fieldsOf(schema)
  return Object.entries(groups)
    .map(([group, title]) => ({
      title,
      fields: fields.filter((field) => groupOf(field) === group),
    }))
    .filter((group) => group.fields.length > 0)
}

function groupOf({ schema: { group = 'basics' } }: Field): string {
  return Object.hasOwn(groups, group) ? group : 'basics'
}

/** What a new rule says before anybody fills in anything. */
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

/** Of what the API answers, the part that the type reads, which is what the API takes. */
export function bodyOf(schema: Schema, rule: Readonly<Record<string, unknown>>) {
  const names = Object.keys(schema.properties ?? {}).filter((name) => rule[name] !== undefined)
  return Object.fromEntries(names.map((name) => [name, rule[name]]))
}

export function isShown({ path, schema: { when = {} } }: Field, value: unknown): boolean {
  return Object.entries(when).every(
    ([name, wanted]) => valueAt(value, [...path.slice(0, -1), name]) === wanted,
  )
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value)
}

/** A copy with another value at a place; undefined takes away what was there. */
export function withValue(value: unknown, [key, ...rest]: Path, next: unknown): unknown {
  if (key === undefined) return next
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) =>
      String(at) === key ? withValue(item, rest, next) : item,
    )
  }
  const before = isRecord(value) ? value : {}
  const { [key]: inner, ...others } = before
  const after = withValue(inner, rest, next)
  return after === undefined ? others : { ...before, [key]: after }
}

/** A place as errors name it (RFC 6901). */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** `cta` or `tokenIds` as words, for the few fields that have no title. */
function words(name: string): string {
  const text = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
