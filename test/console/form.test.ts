import { expect, it } from '@jest/globals'
import { z } from 'zod'
import { errorText, errorsOf, errorsWithin, noErrors } from '../../console/src/form/errors.ts'
import { fieldsOf, itemFieldsOf, partsOf, sectionsOf } from '../../console/src/form/schema.ts'
import type { Field, Schema } from '../../console/src/form/schema.ts'
import { factsOf, isShown } from '../../console/src/form/shown.ts'
import { changeTold, differencesTold, labelAt } from '../../console/src/form/told.ts'
import { emptyOf, linesOf, numberOf } from '../../console/src/form/typed.ts'
import {
  bodyOf,
  defaultsOf,
  pathOf,
  pointerOf,
  valueAt,
  withValue,
} from '../../console/src/form/values.ts'
import { ruleTypes } from '../../src/rules/catalog.ts'

const all = ruleTypes.map(({ type, schema }) => ({
  type,
  schema: z.toJSONSchema(schema, { io: 'input' }) as Schema,
}))
const schemaOf = (type: string) => all.find((each) => each.type === type)?.schema ?? {}
const fieldAt = (type: string, name: string) => {
  const found = fieldsOf(schemaOf(type)).find(({ path }) => path.at(-1) === name)
  if (!found) throw new Error(`${type} has no field ${name}`)
  return found
}

it.each(all)('the form of $type has a field for everything that the type reads', ({ schema }) => {
  const top = Object.keys(schema.properties ?? {}).filter((name) => !['type'].includes(name))
  const metadata = Object.keys(schema.properties?.metadata?.properties ?? {})
  const wanted = [
    ...top.filter((name) => name !== 'metadata').map((name) => `/${name}`),
    ...metadata.map((name) => `/metadata/${name}`),
  ]
  const drawn = sectionsOf(schema).flatMap(({ fields, more }) =>
    [...fields, ...more].map(({ path }) => pointerOf(path)),
  )
  expect(drawn.toSorted()).toEqual(wanted.toSorted())
})

it.each(all)('nothing of $type is typed as JSON but what may be anything', ({ schema }) => {
  const json = everyField(schema).filter(({ kind }) => kind === 'json')
  expect(json.filter(({ schema: { properties } }) => properties !== undefined)).toEqual([])
  const names = json.map(({ path }) => path.at(-1))
  expect(['exampleEvent', ...names].every((name) => name === 'exampleEvent')).toBe(true)
})

it.each(all)('every label of $type is in words, and is there once', ({ schema }) => {
  for (const { label } of everyField(schema)) expect(label).toMatch(/^[A-Z][^_]*$/)
  const labels = fieldsOf(schema).map(({ label }) => label)
  expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual([])
})

it.each(all)('what hides a field of $type is a field that there is', ({ schema }) => {
  const names = new Set(fieldsOf(schema).map(({ path }) => path.at(-1)))
  const deciders = everyField(schema).flatMap(({ schema: { when = {} } }) =>
    [when].flat().flatMap((values) => Object.keys(values)),
  )
  // Tiers are of several types, of which not every one has every way to pay.
  const shared = ['isTokenHoldMultiplier']
  expect(deciders.filter((name) => !names.has(name) && !shared.includes(name))).toEqual([])
})

it.each(all)('what $type begins with is what its schema says', ({ schema }) => {
  const given = defaultsOf(schema)
  for (const { path, schema: field } of fieldsOf(schema)) {
    expect(valueAt(given, path)).toEqual(field.default)
  }
})

it('lists within lists are fields to the bottom', () => {
  const servers = fieldAt('discord_member', 'discordServersToJoin')
  const [id, roles] = itemFieldsOf(servers, 2)
  expect([id?.kind, roles?.kind]).toEqual(['text', 'list'])
  expect(roles && itemFieldsOf(roles, 0).map(({ path }) => pointerOf(path))).toEqual([
    '/metadata/discordServersToJoin/2/roles/0/id',
  ])
  const matrix: Schema = {
    properties: { grid: { type: 'array', items: { type: 'array', items: { type: 'number' } } } },
  }
  const [grid] = fieldsOf(matrix)
  const [row] = grid ? itemFieldsOf(grid, 0) : []
  expect([grid?.kind, row?.kind, row && itemFieldsOf(row, 1)[0]?.kind]).toEqual([
    ...['list', 'list', 'number'],
  ])
})

it('a field is shown once what it depends on says so, wherever that stands', () => {
  const schema = schemaOf('TokenHold')
  const shown = (name: string, rule: object) =>
    isShown(fieldAt('TokenHold', name), factsOf(fieldsOf(schema), rule))
  expect(shown('batchSize', { metadata: {} })).toBe(false)
  expect(shown('batchSize', { metadata: { rewardByBatch: true } })).toBe(true)
  expect(shown('loyaltyCurrencyId', { rewardType: 'badge' })).toBe(false)

  const [multiplier] = itemFieldsOf(fieldAt('TokenHold', 'range'), 0).slice(-1)
  const tier = (rule: object) => multiplier && isShown(multiplier, factsOf(fieldsOf(schema), rule))
  expect(tier({ rewardType: 'points', metadata: {} })).toBe(false)
  expect(tier({ rewardType: 'multiplier' })).toBe(true)
  expect(tier({ rewardType: 'points', metadata: { isTokenHoldMultiplier: true } })).toBe(true)
})

it('values are read and written at their place, and what was beside them stays', () => {
  const rule = { name: 'a', metadata: { range: [{ amount: 1 }, { amount: 2 }] } }
  const changed = withValue(rule, ['metadata', 'range', '1', 'amount'], 3)
  expect(changed).toEqual({ name: 'a', metadata: { range: [{ amount: 1 }, { amount: 3 }] } })
  expect(withValue(changed, ['name'], undefined)).not.toHaveProperty('name')
  expect(rule.metadata.range[1]).toEqual({ amount: 2 })
  const [first] = rule.metadata.range
  expect(
    withValue(rule, ['metadata', 'range'], (rows: unknown[]) => rows.slice(0, 1)),
  ).toMatchObject({ metadata: { range: [first] } })
  expect(pointerOf(['a/b', 'c~d'])).toBe('/a~1b/c~0d')
  expect(pathOf('/a~1b/c~0d')).toEqual(['a/b', 'c~d'])
})

it('numbers keep every digit, and what is emptied says that it is empty', () => {
  const amount = fieldAt('check_in', 'amount')
  expect(['25', '0.10', '9007199254740993', ''].map((text) => numberOf(text, amount))).toEqual([
    ...[25, '0.10', '9007199254740993', undefined],
  ])
  expect(emptyOf(fieldAt('check_in', 'description'))).toBe(null)
  expect(emptyOf(fieldAt('github_merge_PR', 'githubBranchName'))).toBe('')
  const ids = itemFieldsOf(fieldAt('TokenHold', 'collections'), 0).at(-1)
  expect(ids && [linesOf('1\n\n2\n', ids), linesOf('\n', ids)]).toEqual([['1', '2'], undefined])
})

it('of a rule that was read, the part is sent that its type reads', () => {
  const schema: Schema = { properties: { name: {}, note: { default: null }, metadata: {} } }
  expect(bodyOf(schema, { id: 'rul_1', name: 'a', note: '', version: 2 })).toEqual({
    ...{ name: 'a', note: null },
  })
})

it('errors stand with the field they are within, and say which line they are about', () => {
  const errors = errorsOf([
    { pointer: '/a/0', message: 'is wrong' },
    { pointer: '/a/0', message: 'is long' },
    { pointer: '/ab', message: 'is needed' },
  ])
  expect(errorsWithin(errors, '/a')).toEqual({ '/a/0': 'is wrong; is long' })
  expect(errorsWithin(errors, '/b')).toBe(noErrors)
  expect(errorText(errorsWithin(errors, '/a'), '/a')).toBe('Line 1: Is wrong; is long.')
  expect(errorText(noErrors, '/b')).toBeUndefined()
})

it.each([
  ['TokenHold', '/metadata/range/1/amount', 'Tiers, row 2, Pays'],
  ['TokenHold', '/metadata/range/0', 'Tiers, row 1'],
  ['TokenHold', '/collections/0/tokenIds/3', 'Collections, row 1, Token ids that count'],
  [
    'discord_member',
    '/metadata/discordServersToJoin/0/roles/1/id',
    'Servers, all of them needed, row 1, Roles, all of them needed, row 2, Role id',
  ],
  ['link_click', '/metadata/cta/href', 'Link button, Address'],
  ['check_in', '/nowhere/notAField', 'Not a field'],
])('a place of %s has a name in words: %s', (type, pointer, name) => {
  expect(labelAt(schemaOf(type), pointer)).toBe(name)
})

it('differences are told by field, lists row by row, records by their names', () => {
  const schema = schemaOf('TokenHold')
  const names = { currency: [{ value: 'cur_1', label: 'Gems' }] }
  const before = {
    ...{ name: 'Old', amount: 1000, isPaused: false, loyaltyCurrencyId: null, endTime: null },
    metadata: { range: [{ startRange: 1, endRange: 5, amount: 10 }] },
  }
  const after = {
    ...{ name: 'New', amount: 1500, isPaused: true, loyaltyCurrencyId: 'cur_1' },
    endTime: '2026-12-01T00:00:00.000Z',
    metadata: {
      rewardByBatch: false,
      range: [
        { startRange: 1, endRange: 5, amount: 12 },
        { startRange: 6, endRange: 9, amount: 20 },
      ],
    },
  }
  expect(differencesTold(schema, before, after, names)).toEqual([
    { label: 'Name', from: 'Old', to: 'New' },
    { label: 'Amount', from: '1,000', to: '1,500' },
    { label: 'Ends', from: 'nothing', to: '1 Dec 2026, 00:00 UTC' },
    { label: 'Currency', from: 'nothing', to: 'Gems' },
    { label: 'Paused', from: 'no', to: 'yes' },
    { label: 'Tiers, row 1, Pays', from: '10', to: '12' },
    { label: 'Tiers, row 2', from: 'nothing', to: 'From 6, To 9, Pays 20' },
  ])
  const change = { pointer: '/rewardType', from: 'points', to: 'badge' }
  expect(changeTold(schema, change, {})).toEqual([{ label: 'Reward', from: 'Points', to: 'Badge' }])
})

/** The fields of a form, and all within them. */
function everyField(schema: Schema): Field[] {
  return fieldsOf(schema).flatMap(withParts)
}

function withParts(field: Field): Field[] {
  if (field.kind === 'list') return [field, ...itemFieldsOf(field, 0).flatMap(withParts)]
  if (field.kind === 'record') {
    return [field, ...partsOf(field.schema, field.path).flatMap(withParts)]
  }
  return [field]
}
