import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { ruleTypes } from '../../src/rules/catalog.ts'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Answer, Api } from './support.ts'

interface Field {
  title?: string
  group?: string
  properties?: Record<string, Field>
  items?: Field
  anyOf?: Field[]
}

let api: Api
let answer: Answer
let types: { type: string; schema: Field }[]
beforeAll(async () => {
  api = await startApi({ unavailable: { x: 'X_BEARER_TOKEN is not set in this deployment' } })
  answer = await api.call('GET', '/api/loyalty/rule_types')
  types = answer.body.data
})
afterAll(() => api.stop())

it('lists every type, with what it proves and what it needs', () => {
  expect(types.map(({ type }) => type)).toEqual(ruleTypes.map(({ type }) => type))
  expect(types.find(({ type }) => type === 'TokenHold')).toMatchObject({
    ...{ trust: 'cryptographic', provider: 'chain', requires: 'wallet', hasTiers: true },
    ...{ isAvailable: true, unavailable: null, isCompletable: true },
  })
})

it('says why a type cannot be used here', () => {
  expect(types.find(({ type }) => type === 'drip_x_follow')).toMatchObject({
    ...{ isAvailable: false, unavailable: 'X_BEARER_TOKEN is not set in this deployment' },
  })
})

it('every field has a title, and every field of a rule a group', () => {
  const bare = types.flatMap(({ type, schema }) =>
    fieldsIn(schema)
      .filter(({ path, field }) => !field.title || (isOuter(path) && !field.group))
      .map(({ path }) => `${type} ${path}`),
  )
  expect(types.flatMap(({ schema }) => fieldsIn(schema)).length).toBeGreaterThan(400)
  expect(bare).toEqual([])
})

it('the schema takes what the API takes, and refuses a field that is wrong', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  for (const body of Object.values(bodiesFor(api)) as Record<string, unknown>[]) {
    const { organizationId: _org, websiteId: _website, trackProgress, progressType, ...rest } = body
    const own = body.type === 'external_rule' && { trackProgress, progressType }
    const rule = Object.fromEntries(
      Object.entries({ ...rest, ...own }).filter(([, value]) => value !== undefined),
    )
    const found = types.find(({ type }) => type === body.type)
    const isRight = ajv.compile(found?.schema ?? {})
    isRight(rule)
    expect(isRight.errors ?? []).toEqual([])
    expect(isRight({ ...rule, name: '' })).toBe(false)
  }
})

it('is not sent again to who has it', async () => {
  const tag = answer.headers.get('etag') ?? ''
  expect(tag).toMatch(/^W\/"[\w-]{22}"$/)
  const again = await api.call('GET', '/api/loyalty/rule_types', undefined, {
    headers: { 'if-none-match': tag.replace('W/', '') },
  })
  expect([again.status, again.body]).toEqual([304, ''])
  const other = await api.call('GET', '/api/loyalty/rule_types', undefined, {
    headers: { 'if-none-match': '"other"' },
  })
  expect(other.status).toBe(200)
})

/** All fields of a schema, those within lists and alternatives too. */
function fieldsIn(schema: Field, base = ''): { path: string; field: Field }[] {
  const within = [schema.items, ...(schema.anyOf ?? [])].filter((each) => each !== undefined)
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      { path: `${base}/${name}`, field },
      ...fieldsIn(field, `${base}/${name}`),
    ]),
    ...within.flatMap((each) => fieldsIn(each, base)),
  ]
}

/** A field of the rule itself, or of its metadata. */
function isOuter(path: string): boolean {
  return /^\/(?:metadata\/)?\w+$/.test(path) && !/^\/collections\/\w/.test(path)
}
