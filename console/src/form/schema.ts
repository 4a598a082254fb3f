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
  /** What a text is: one of several lines, or the id of a record that can be chosen. */
  widget?: string
  /** Shown only where other fields have these values; of a list, any will do. It hides, and forbids nothing. */
  when?: Values | readonly Values[]
  labels?: Record<string, string>
}

export type Values = Readonly<Record<string, unknown>>
export type Path = readonly string[]

/** How a field is filled in. Only what may hold anything at all is typed as JSON. */
export type Kind =
  | 'text'
  | 'words'
  | 'number'
  | 'yes'
  | 'choice'
  | 'several'
  | 'time'
  | 'lines'
  | 'list'
  | 'record'
  | 'json'

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
export function fieldsOf(schema: Schema): Field[] {
  return partsOf(schema, []).flatMap((field) => {
    return field.kind === 'record' && !field.isOptional
      ? partsOf(field.schema, field.path)
      : [field]
  })
}

/** The fields within a record: one of a list, or one that may be left out as a whole. */
export function partsOf({ properties = {}, required = [] }: Schema, path: Path): Field[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.const !== undefined) return []
    return [fieldOf(property, [...path, name], required.includes(name))]
  })
}

/** What one thing of a list is filled in with: the fields of a record, or the one that it is. */
export function itemFieldsOf({ path, label, schema }: Field, index: number): Field[] {
  const item = schema.items ?? {}
  const field = fieldOf(item, [...path, String(index)], true)
  if (field.kind === 'record') return partsOf(field.schema, field.path)
  return [{ ...field, label: item.title ?? `${label}, ${index + 1}` }]
}

export function fieldOf(property: Schema, path: Path, isRequired: boolean): Field {
  const all = shapesOf(property)
  const shapes = all.filter(({ type }) => type !== 'null')
  const isNullable = all.length > shapes.length
  // What stands beside a choice of shapes (its title, its group) is of the field, and so wins.
  const schema = shapes.length === 1 ? { ...shapes[0], ...property } : property
  return {
    ...{ path, schema, kind: kindOf(schema, shapes), isNullable },
    label: schema.title ?? spaced(path.at(-1) ?? ''),
    isOptional:
      property.default === undefined ? !isRequired || isNullable : property.default === null,
  }
}

/** What a value may look like: zod writes `anyOf`, in itself too, or a list of types. */
function shapesOf(property: Schema): Schema[] {
  if (property.anyOf) return property.anyOf.flatMap(shapesOf)
  const types = [property.type ?? []].flat()
  return types.length > 1 ? types.map((type) => ({ ...property, type })) : [property]
}

function kindOf(schema: Schema, shapes: readonly Schema[]): Kind {
  const types = shapes.map(({ type }) => type)
  const [shape = schema] = shapes
  if (schema.enum) return 'choice'
  if (types.includes('boolean')) return 'yes'
  if (types.includes('number') || types.includes('integer')) return 'number'
  if (shape.type === 'array') return kindOfList(shape.items ?? {})
  if (shape.type === 'object' && shape.properties) return 'record'
  if (shape.type !== 'string') return 'json'
  if (shape.format === 'date-time') return 'time'
  return schema.widget === 'text' ? 'words' : 'text'
}

function kindOfList(items: Schema): Kind {
  const { kind } = fieldOf(items, [], true)
  if (kind === 'choice') return 'several'
  if (kind === 'text') return 'lines'
  return kind === 'json' ? 'json' : 'list'
}

/** What people see as one part of a form, and the group that fields name. */
const sections: Readonly<Record<string, string>> = {
  Rule: 'rule',
  'What to verify': 'basics',
  Reward: 'reward',
  When: 'cadence',
  Gates: 'gates',
}

export interface Section {
  title: string
  fields: Field[]
  /** What few people change: how members see the rule. */
  more: Field[]
}

/** The fields by section, in the order in which people think of them. */
export function sectionsOf(schema: Schema): Section[] {
  const fields = fieldsOf(schema)
  return Object.entries(sections)
    .map(([title, group]) => ({
      title,
      fields: fields.filter((field) => groupOf(field) === group),
      more: fields.filter((field) => group === 'rule' && groupOf(field) === 'display'),
    }))
    .filter((section) => section.fields.length > 0)
}

const groups = ['display', ...Object.values(sections)]

function groupOf({ schema: { group = 'basics' } }: Field): string {
  return groups.includes(group) ? group : 'basics'
}

/** `cta` or `tokenIds` as words, for the few fields that have no title. */
export function spaced(name: string): string {
  const text = name.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
