import { tokenize } from '@jmespath-community/jmespath'
import { refusedAt } from './refused.ts'

/** One word of an expression, as it is written; `start` counts from 0. */
export interface Word {
  type: string
  start: number
  text: string
}

// What the library reads beyond the JMESPath specification, and what another implementation would not.
const extensions = /^(?:Plus|Minus|Multiply|Divide|Modulo|Div|Root|Variable|Assign|Question)$/

// After a word that ends an operand there can be no word that begins one. The library takes `[a b]` for `[a, b]`.
const ends =
  /^(?:UnquotedIdentifier|QuotedIdentifier|Literal|Current|Star|Number|Rparen|Rbracket|Rbrace|Flatten)$/
const begins =
  /^(?:UnquotedIdentifier|QuotedIdentifier|Literal|Current|Star|Number|Lbrace|Not|Expref)$/

const wholeNumber = /^-?\d{1,15}$/
const closed = /^(?<quote>['`])(?:\\[\\'`]|\\(?![\\'`])|[^\\])*\k<quote>$/

/**
 * Splits an expression into words and refuses what the library lets pass and JMESPath does not: its extensions
 * (arithmetic, `let`, `$`), missing commas, quotes that are not closed, numbers like `1-2`.
 */
export function wordsOf(text: string, pointer: string): Word[] {
  const words = splitWords(text, pointer)
  words.forEach((word, index) => {
    const objection = objectionTo(word, words[index - 1])
    if (objection) throw refusedAt(word.start, 'syntax', objection, pointer)
  })
  return words
}

function splitWords(text: string, pointer: string): Word[] {
  try {
    return tokenize(text).map(({ type, start }, index, tokens) => {
      const end = tokens[index + 1]?.start ?? text.length
      return { type, start, text: text.slice(start, end).trimEnd() }
    })
  } catch {
    throw refusedAt(unreadableAt(text), 'syntax', 'This cannot be read', pointer)
  }
}

// The library does not say where it stopped: what follows the longest part that it can read.
function unreadableAt(text: string): number {
  for (let end = text.length - 1; end > 0; end--) {
    if (isReadable(text.slice(0, end))) return end
  }
  return 0
}

function isReadable(text: string): boolean {
  try {
    const last = tokenize(text).at(-1)
    return last?.type.toString() !== 'Literal' || closed.test(text.slice(last.start).trimEnd())
  } catch {
    return false
  }
}

function objectionTo({ type, text }: Word, before: Word | undefined): string | undefined {
  if (extensions.test(type)) return `"${text}" is not part of JMESPath`
  if (type === 'Number' && !wholeNumber.test(text)) return `"${text}" is not a whole number`
  if (type === 'Literal' && !closed.test(text)) return 'This quote is not closed'
  if (before?.type === 'Comma' && type === 'Rparen') return 'An argument is missing after the comma'
  if (!before || !ends.test(before.type)) return undefined
  if (begins.test(type)) return `Something is missing between "${before.text}" and "${text}"`
  const isCalled = type === 'Lparen' && before.type !== 'UnquotedIdentifier'
  return isCalled ? 'Only a function can be called' : undefined
}
