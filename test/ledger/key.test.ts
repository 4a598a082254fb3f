import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../src/domain/failure.ts'
import { keyOf } from '../../src/ledger/key.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })

it('gives different keys for different scopes and names, whatever is in them', () => {
  fc.assert(
    fc.property(text, text, text, text, (scope, key, otherScope, otherKey) => {
      fc.pre(scope.isWellFormed() && key.isWellFormed())
      fc.pre(otherScope.isWellFormed() && otherKey.isWellFormed())
      const isSame = scope === otherScope && key === otherKey
      expect(keyOf(scope, key) === keyOf(otherScope, otherKey)).toBe(isSame)
    }),
  )
})

it.each(['a/b', 'a:b', 'a b', 'a\0b', 'a@b', '😀', '__proto__', '../..', '$set', '%41'])(
  'takes %j and keeps it apart from its neighbours',
  (key) => {
    const made = keyOf('org', key)
    expect(made).toMatch(/^[\w\-.!~*'()%]+:[\w\-.!~*'()%]+$/)
    expect(made).not.toBe(keyOf('org', 'A'))
  },
)

it('moves nothing between the scope and the key', () => {
  expect(keyOf('a:b', 'c')).not.toBe(keyOf('a', 'b:c'))
})

it('hashes what would make a long index key, and still tells two apart', () => {
  const long = keyOf('org', '😀'.repeat(200))
  expect(long.length).toBeLessThan(100)
  expect(long).not.toBe(keyOf('org', `${'😀'.repeat(199)}😁`))
})

it.each([
  ['empty', ''],
  ['over 200 characters', 'k'.repeat(201)],
  ['no well-formed Unicode', 'a\ud800'],
])('refuses a key that is %s', (_, key) => {
  expect(() => keyOf('org', key)).toThrow(Failure)
})
