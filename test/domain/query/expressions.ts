import fc from 'fast-check'
import type { Json } from '../../../src/domain/query/json.ts'

const names = ['data', 'bet', 'rolls', 'tags', 'name', 'won', 'nothing']
const name = fc.constantFrom(...names)

const text = fc.constantFrom('', 'a', 'ab', 'b', '12', '-0.5', '\u{1f3b2}', 'é')
const number = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.1, 0.25, -1.5, 1e21, 5e-7),
)
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: text },
  fc.boolean(),
  fc.constant(null),
)

const data = fc.record(
  {
    bet: fc.oneof({ weight: 4, arbitrary: number }, scalar),
    rolls: fc.oneof(fc.array(number, { maxLength: 4 }), fc.array(scalar, { maxLength: 4 }), scalar),
    tags: fc.array(text, { maxLength: 3 }),
    name: text,
    won: fc.boolean(),
    data: fc.dictionary(name, scalar, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
)

/** An event as clients send it: some fields missing, some of the wrong type. */
export const event: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ name: text, data }) },
  fc.record({ name: scalar, rolls: fc.array(data, { maxLength: 3 }) }),
  scalar,
)

const literal = scalar.map((value) => `\`${JSON.stringify(value)}\``)
const index = fc.integer({ min: -3, max: 3 }).map((place) => `[${place}]`)
const place = fc.constantFrom('', '0', '1', '-1', '2')
const slice = fc
  .tuple(place, place, fc.constantFrom('', ':', ':1', ':-1', ':2', ':-2'))
  .map(([start, stop, step]) => `[${start}:${stop}${step}]`)

const ofOne = ['abs', 'avg', 'ceil', 'floor', 'keys', 'length', 'max', 'min', 'reverse', 'sort']
const ofAny = ['sum', 'to_array', 'to_number', 'to_string', 'type', 'values', 'merge', 'not_null']
const ofTwo = ['contains', 'ends_with', 'starts_with', 'join', 'merge', 'not_null']
const byExpression = ['max_by', 'min_by', 'sort_by']

type Parts = Record<'expression' | 'suffix', string>

/** Expressions of any form, syntax and functions of JMESPath alike; most are short, some have hundreds of characters. */
export const { expression, suffix } = fc.letrec<Parts>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(name, fc.constant('@'), literal, fc.constantFrom('[]', '[*]', '*', '[].data.bet')),
    fc.tuple(tie('expression'), tie('suffix')).map((parts) => parts.join('')),
    fc.tuple(tie('expression'), tie('suffix')).map(([first, rest]) => `(${first})${rest}`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('|', '||', '&&', '==', '!=', '<', '>='),
        tie('expression'),
      )
      .map((parts) => parts.join(' ')),
    tie('expression').map((inner) => `!(${inner})`),
    fc
      .array(tie('expression'), { minLength: 1, maxLength: 3 })
      .map((items) => `[${items.join(', ')}]`),
    fc.tuple(name, tie('expression')).map(([key, inner]) => `{${key}: ${inner}, b: @}`),
    fc
      .tuple(fc.constantFrom(...ofOne, ...ofAny), tie('expression'))
      .map(([called, inner]) => `${called}(${inner})`),
    fc
      .tuple(fc.constantFrom(...ofTwo), tie('expression'), tie('expression'))
      .map(([called, a, b]) => `${called}(${a}, ${b})`),
    fc
      .tuple(fc.constantFrom(...byExpression), tie('expression'), tie('expression'))
      .map(([called, list, key]) => `${called}(${list}, &${key})`),
    fc.tuple(tie('expression'), tie('expression')).map(([ask, list]) => `map(&${ask}, ${list})`),
  ),
  suffix: fc.oneof(
    { maxDepth: 5 },
    name.map((field) => `.${field}`),
    fc.oneof(index, slice),
    fc.constantFrom('[]', '[*]', '.*'),
    tie('expression').map((condition) => `[?${condition}]`),
    tie('expression').map((inner) => `.[${inner}, @]`),
    fc.tuple(tie('suffix'), tie('suffix')).map((parts) => parts.join('')),
  ),
}))

/** One after the other, up to what a query may be long. */
export const longExpression = fc
  .array(fc.oneof(expression, fc.constantFrom('[@, @]', '[@, @, @][]', 'to_string(@)')), {
    minLength: 2,
    maxLength: 30,
    size: 'max',
  })
  .map((stages) =>
    stages
      .join('|')
      .slice(0, 1000)
      .replace(/\|[^|]*$/, ''),
  )

/** Queries that only pick from the items of a list: those that are counted event by event. */
export const additiveExpression = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constantFrom('[]', '[*]', '@', 'to_array(@)'),
        expression.map((condition) => `[?${condition}]`),
        expression.map((inner) => `[].[${inner}]`),
        expression.map((inner) => `map(&(${inner}), @)`),
        fc.tuple(fc.constantFrom('[]', '[*]'), suffix).map((parts) => parts.join('')),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('', '[]'),
  )
  .map(([stages, last]) => stages.join(' | ') + (last && ` | ${last}`))
