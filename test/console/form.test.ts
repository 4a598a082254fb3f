import { expect, it } from '@jest/globals'
import { z } from 'zod'
import {
  bodyOf,
  defaultsOf,
  fieldsOf,
  groupsOf,
  pointerOf,
  valueAt,
  withValue,
} from '../../console/src/form/schema.ts'
import type { Schema } from '../../console/src/form/schema.ts'
import { ruleTypes } from '../../src/rules/catalog.ts'

const all = ruleTypes.map(({ type, schema }) => ({
  type,
  schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema,
}))

it.each(all)('the form of $type has a field for everything that the type reads', ({ schema }) => {
  const top = Object.keys(schema.properties ?? {}).filter((name) => !['type'].includes(name))
  const metadata = Object.keys(schema.properties?.metadata?.properties ?? {})
  const wanted = [
    ...top.filter((name) => name !== 'metadata').map((name) => `/${name}`),
    ...metadata.map((name) => `/metadata/${name}`),
  ]
  const drawn = groupsOf(schema).flatMap(({ fields }) => fields.map(({ path }) => pointerOf(path)))
  expect(
    wanted.filter((pointer) => !drawn.some((at) => `${at}/`.startsWith(`${pointer}/`))),
  ).toEqual([])
})

it.each(all)('every label of $type is in words', ({ schema }) => {
  for (const { label } of fieldsOf(schema)) expect(label).toMatch(/^[A-Zp][^_]*$/)
})

it.each(all)('what $type begins with is what its schema says', ({ schema }) => {
  const given = defaultsOf(schema)
  for (const { path, schema: field } of fieldsOf(schema)) {
    expect(valueAt(given, path)).toEqual(field.default)
  }
})

it('values are read and written at their place, and what was beside them stays', () => {
  const rule = { name: 'a', metadata: { range: [{ amount: 1 }, { amount: 2 }] } }
  const changed = withValue(rule, ['metadata', 'range', '1', 'amount'], 3)
  expect(changed).toEqual({ name: 'a', metadata: { range: [{ amount: 1 }, { amount: 3 }] } })
  expect(withValue(changed, ['name'], undefined)).not.toHaveProperty('name')
  expect(rule.metadata.range[1]).toEqual({ amount: 2 })
  expect(pointerOf(['a/b', 'c~d'])).toBe('/a~1b/c~0d')
})

it('of a rule that was read, the part is sent that its type reads', () => {
  const schema: Schema = { properties: { name: {}, metadata: {} } }
  expect(bodyOf(schema, { id: 'rul_1', name: 'a', version: 2 })).toEqual({ name: 'a' })
})
