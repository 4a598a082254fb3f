import { compile } from '@jmespath-community/jmespath'
import { queryLimits } from './limits.ts'
import { refused, refusedAt } from './refused.ts'
import { treeOf } from './tree-of.ts'
import type { Query } from './tree.ts'
import { wordsOf } from './words.ts'
import type { Word } from './words.ts'

/**
 * Reads a JMESPath expression (https://jmespath.org/specification.html) and checks it as a rule is saved: its bounds,
 * its syntax, the functions it names and what they take.
 * Throws `invalid_request` with an error at `pointer`: `too_long`, `too_complex`, `syntax`, `unknown_function`,
 * `invalid_arity`, `invalid_type`, `invalid_value`; the message names the place in the expression, where there is one.
 */
export function parseQuery(text: string, pointer = '/query'): Query {
  if (text.length > queryLimits.length) {
    throw refused('too_long', `A query has at most ${queryLimits.length} characters`, pointer)
  }
  const words = wordsOf(text, pointer)
  return { text, root: treeOf(compiled(text, words, pointer), callsOf(words), pointer) }
}

/** Where the functions' names stand, from left to right. */
function callsOf(words: readonly Word[]): number[] {
  const isCalled = (index: number) => words[index + 1]?.type === 'Lparen'
  const names = words.filter(({ type }, index) => type === 'UnquotedIdentifier' && isCalled(index))
  return names.map(({ start }) => start)
}

function compiled(text: string, words: readonly Word[], pointer: string) {
  try {
    return compile(text)
  } catch {
    const culprit = words[rightWords(text, words)]
    const message = culprit
      ? `"${culprit.text}" cannot stand here`
      : 'The expression ends too early'
    throw refusedAt(culprit?.start ?? text.length, 'syntax', message, pointer)
  }
}

// The library does not say where it stopped. It reads from left to right, so that a part of the expression fails
// at its end or not at all, unless the wrong word is in it: the most words that do not fail earlier are right.
function rightWords(text: string, words: readonly Word[]): number {
  let [right, wrong] = [0, words.length + 1]
  while (wrong - right > 1) {
    const count = Math.floor((right + wrong) / 2)
    if (failsInside(text.slice(0, words[count]?.start))) wrong = count
    else right = count
  }
  return right
}

function failsInside(text: string): boolean {
  try {
    compile(text)
    return false
  } catch (error) {
    return !/\(EOF\)|got: EOF/.test(String(error))
  }
}
