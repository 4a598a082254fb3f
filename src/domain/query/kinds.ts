import { isList, isRecord } from './json.ts'
import type { Json, JsonList, JsonRecord } from './json.ts'
import type { Meter } from './meter.ts'
import { refused } from './refused.ts'

/** What a function may ask for as an argument; `expression` is one behind `&`, asked of one value at a time. */
export interface Kinds {
  any: Json
  number: number
  string: string
  array: JsonList
  object: JsonRecord
  expression: (value: Json) => Json
  numbers: readonly number[]
  strings: readonly string[]
  sortable: readonly number[] | readonly string[]
  series: string | JsonList
  sized: string | JsonList | JsonRecord
}
export type Kind = keyof Kinds
export type Argument = Kinds['any' | 'expression']

export interface QueryFunction {
  readonly takes: readonly Kind[]
  readonly takesCount: (count: number) => boolean
  /** Throws `invalid_type` for an argument of the wrong kind. */
  call(name: string, args: readonly Argument[], meter: Meter): Json
}

type Taken<K extends readonly Kind[]> = { [Index in keyof K]: Kinds[K[Index]] }

const kinds: Record<Kind, { words: string; fits: (value: Argument, meter: Meter) => boolean }> = {
  any: { words: 'any value', fits: (value) => typeof value !== 'function' },
  number: { words: 'a number', fits: isNumber },
  string: { words: 'a string', fits: isString },
  array: { words: 'an array', fits: isList },
  object: { words: 'an object', fits: isRecord },
  expression: { words: 'an expression', fits: (value) => typeof value === 'function' },
  numbers: { words: 'an array of numbers', fits: isListOf(isNumber) },
  strings: { words: 'an array of strings', fits: isListOf(isString) },
  sortable: {
    words: 'an array of numbers or an array of strings',
    fits: isEither(isListOf(isNumber), isListOf(isString)),
  },
  series: { words: 'a string or an array', fits: isEither(isString, isList) },
  sized: {
    words: 'a string, an array or an object',
    fits: isEither(isString, isEither(isList, isRecord)),
  },
}

/** A function of JMESPath, its arguments checked and typed. */
export function define<const K extends readonly Kind[]>(
  takes: K,
  answer: (args: Taken<K>, meter: Meter) => Json,
): QueryFunction {
  return {
    takes,
    takesCount: (count) => count === takes.length,
    call(name, args, meter) {
      takes.forEach((kind, index) => check(kind, args[index]!, name, index, meter))
      // The line before has seen that each argument is of its kind.
      return answer(args as Taken<K>, meter)
    },
  }
}

/** The same, for one argument of a kind and any number of further ones. */
export function defineMany<K extends Kind>(
  kind: K,
  answer: (args: readonly Kinds[K][], meter: Meter) => Json,
): QueryFunction {
  return {
    takes: [kind],
    takesCount: (count) => count >= 1,
    call(name, args, meter) {
      args.forEach((arg, index) => check(kind, arg, name, index, meter))
      // As above.
      return answer(args as Kinds[K][], meter)
    },
  }
}

export function wordsFor(kind: Kind): string {
  return kinds[kind].words
}

function check(kind: Kind, value: Argument, name: string, index: number, meter: Meter): void {
  const { fits, words } = kinds[kind]
  if (fits(value, meter)) return
  throw refused('invalid_type', `${name}() takes ${words} as argument ${index + 1}`)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf(isItem: (value: unknown) => boolean) {
  return (value: Argument, meter: Meter): boolean => {
    if (!isList(value)) return false
    meter.step(value.length)
    return value.every(isItem)
  }
}

function isEither(
  first: (value: Argument, meter: Meter) => boolean,
  second: (value: Argument, meter: Meter) => boolean,
) {
  return (value: Argument, meter: Meter) => first(value, meter) || second(value, meter)
}
