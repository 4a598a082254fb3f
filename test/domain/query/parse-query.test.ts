import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../../src/domain/failure.ts'
import { queryLimits } from '../../../src/domain/query/limits.ts'
import { parseQuery } from '../../../src/domain/query/parse-query.ts'

function problemOf(text: string): { pointer: string; code: string; message: string } | undefined {
  try {
    parseQuery(text)
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.code).toBe('invalid_request')
    return error.errors![0]
  }
}

describe('a query is refused with its place', () => {
  it.each([
    ['', 1, 'The expression ends too early'],
    ['[].data.', 9, 'The expression ends too early'],
    ['[].data.bet[', 13, 'The expression ends too early'],
    ['sum([].data.bet', 16, 'The expression ends too early'],
    ['[].data..bet', 9, '"." cannot stand here'],
    ['foo[0]]', 7, '"]" cannot stand here'],
    ['foo[bar]', 5, '"bar" cannot stand here'],
    ['foo[1:2:3:4]', 10, '":" cannot stand here'],
    ['{a: b, c}', 9, '"}" cannot stand here'],
    ['"length"(@)', 9, 'Only a function can be called'],
    ['(sum)(@)', 6, 'Only a function can be called'],
    ['[a b]', 4, 'Something is missing between "a" and "b"'],
    ["contains(@ 'a')", 12, 'Something is missing between "@" and "\'a\'"'],
    ['{a: b c: d}', 7, 'Something is missing between "b" and "c"'],
    ['[1:2 3]', 6, 'Something is missing between "2" and "3"'],
    ['length(@,)', 10, 'An argument is missing after the comma'],
    ['foo[1-2]', 5, '"1-2" is not a whole number'],
    ['foo[--1]', 5, '"--1" is not a whole number'],
    ['foo[99999999999999999999]', 5, '"99999999999999999999" is not a whole number'],
    ["[?name == 'dices]", 11, 'This quote is not closed'],
    ["[?name == 'dices\\']", 11, 'This quote is not closed'],
    ['[?bet > `10]', 9, 'This cannot be read'],
    ['[?bet > `1]', 9, 'This cannot be read'],
    ['`1', 1, 'This quote is not closed'],
    ['[?bet > 10]', 9, '"10" cannot stand here'],
    ['[]."data', 4, 'This cannot be read'],
    ['data #', 6, 'This cannot be read'],
    ['price + tip', 7, '"+" is not part of JMESPath'],
    ['price - tip', 7, '"-" is not part of JMESPath'],
    ['$.data', 1, '"$" is not part of JMESPath'],
    ['let $a = b in $a', 5, '"$a" is not part of JMESPath'],
    ['won ? bet : tip', 5, '"?" is not part of JMESPath'],
  ])('%s at %i: %s', (text, place, message) => {
    expect(problemOf(text)).toEqual({
      pointer: '/query',
      code: 'syntax',
      message: `${message} (character ${place})`,
    })
  })

  it('and with the pointer of its field', () => {
    expect(() => parseQuery('[', '/metadata/query')).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        errors: [expect.objectContaining({ pointer: '/metadata/query', code: 'syntax' })],
      }),
    )
  })
})

it.each([
  ['unknown_function', 'nothing(@)'],
  ['unknown_function', 'toString(@)'],
  ['unknown_function', '__proto__(@)'],
  ['unknown_function', 'a.pad_left(@, `10`)'],
  ['invalid_arity', 'length()'],
  ['invalid_arity', 'length(a, b)'],
  ['invalid_arity', 'merge()'],
  ['invalid_type', 'sort_by(@, name)'],
  ['invalid_type', 'length(&name)'],
  ['invalid_type', '&name'],
  ['invalid_type', '[&name]'],
  ['invalid_value', 'a[::0]'],
  ['invalid_value', '`1e400`'],
  ['invalid_value', '`[{"a": -1e999}]`'],
])('%s: %s', (code, text) => {
  expect(problemOf(text)?.code).toBe(code)
})

it.each([
  ['[].total(data)', 4, 'There is no function total()'],
  ['[?contains(a, b)].nothing(@)', 19, 'There is no function nothing()'],
  ['[?nothing(a)].length(@, @)', 3, 'There is no function nothing()'],
  ['[abs(`1`), sum(map(&abs(@), @, @))]', 16, 'map() takes an expression and an array'],
  ["{a: join(',', @), b: max(a, b)}", 22, 'max() takes an array of numbers or an array of strings'],
  [
    'not_null(@) | sort_by(@, name)',
    15,
    'sort_by() takes an expression, as in &name, as argument 2',
  ],
])('%s at %i: %s', (text, place, message) => {
  expect(problemOf(text)?.message).toBe(`${message} (character ${place})`)
})

it.each(['let', '[].in', "'a\\'b\\'c'", "'\\\\'", '`"a\\`b"`', 'length', 'a\r\n\t| b', '{"a": @}'])(
  '%s is a query',
  (text) => {
    expect(problemOf(text)).toBeUndefined()
  },
)

describe('the limits of a query', () => {
  const { length, nodes, depth } = queryLimits

  it.each([
    ['too_long', 'a'.repeat(length), 'a'.repeat(length + 1)],
    ['too_complex', `[${'a,'.repeat(nodes - 2)}a]`, `[${'a,'.repeat(nodes - 1)}a]`],
    ['too_complex', `\`[${'1,'.repeat(nodes - 2)}1]\``, `\`[${'1,'.repeat(nodes - 1)}1]\``],
    ['too_complex', `${'!'.repeat(depth - 1)}a`, `${'!'.repeat(depth)}a`],
    ['too_complex', `a${'|a'.repeat(depth - 1)}`, `a${'|a'.repeat(depth)}`],
    [
      'too_complex',
      `\`${'['.repeat(depth)}${']'.repeat(depth)}\``,
      `\`${'['.repeat(depth + 1)}${']'.repeat(depth + 1)}\``,
    ],
  ])('%s', (code, allowed, refused) => {
    expect(problemOf(allowed)).toBeUndefined()
    expect(problemOf(refused)?.code).toBe(code)
  })

  it.each([
    '(',
    '[',
    '!',
    '{a:',
    '[?',
    '&',
    'a[?',
    'abs(',
    '[].',
    'a||',
    '`[',
    '"',
    "'",
    '[0]',
    '*.',
  ])('hold where an expression is nothing but %s', (part) => {
    const times = Math.floor(length / part.length)
    expect(problemOf(part.repeat(times))).toBeDefined()
    expect(problemOf(`${part.repeat(times / 2)}a${')'.repeat(times / 4)}`)).toBeDefined()
  })
})

it('whatever is written is a query or refused', () => {
  const word = fc.constantFrom(
    ...[
      'a',
      'bet',
      '[',
      ']',
      '[]',
      '[?',
      '[*]',
      '*',
      '.',
      '|',
      '||',
      '&&',
      '&',
      '!',
      '(',
      ')',
      '{',
    ],
    ...[
      '}',
      ':',
      ',',
      '@',
      '`1`',
      '`{}`',
      "'x'",
      '"q"',
      '0',
      '-1',
      '==',
      '<',
      ' ',
      'length(',
      '\\',
      '`',
      "'",
    ],
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const problem = problemOf(words.join(''))
      if (problem) expect(problem).toMatchObject({ pointer: '/query', message: expect.any(String) })
    }),
    { numRuns: 1000 },
  )
})
