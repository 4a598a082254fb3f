import { accountByHandle, accountById } from './view.ts'
import type { View } from './view.ts'
import type { XPost } from './world.ts'

type Test = (view: View, post: XPost) => boolean

const longest = 512 // of a self-serve plan; the specification's 4096 is for others
const operators = /^(from|to|conversation_id|in_reply_to_tweet_id|is|has):(.+)$/

/** Says what X would object to in a search query. */
export function queryComplaint(query: string): string | undefined {
  if (query.length > longest) return `is longer than ${longest} characters`
  try {
    parsed(query)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Reads a query: words, "phrases", #tags, operators, `-` before any of them, OR, and parentheses. */
export function parsed(query: string): Test {
  const tokens = query.match(/-?"[^"]*"|-?\(|\)|[^\s()]+/g) ?? []
  const isStandalone = tokens.some(
    (token) => !token.startsWith('-') && !/^(is|has):|^[()]$/.test(token),
  )
  if (!isStandalone) throw new Error('needs a term that stands on its own, such as from: or a word')
  const test = alternatives(tokens)
  if (tokens.length > 0) throw new Error('has a closing parenthesis too many')
  return test
}

// Each of these takes the tokens it reads off the front of the list.
function alternatives(tokens: string[]): Test {
  const either = [all(tokens)]
  while (tokens[0] === 'OR') {
    tokens.shift()
    either.push(all(tokens))
  }
  return (view, post) => either.some((test) => test(view, post))
}

function all(tokens: string[]): Test {
  const tests: Test[] = []
  while (tokens.length > 0 && tokens[0] !== 'OR' && tokens[0] !== ')') tests.push(one(tokens))
  if (tests.length === 0) throw new Error('has an empty group')
  return (view, post) => tests.every((test) => test(view, post))
}

function one(tokens: string[]): Test {
  const token = tokens.shift() ?? ''
  const isNegated = token.startsWith('-')
  const word = isNegated ? token.slice(1) : token
  const test = word === '(' ? group(tokens) : term(word)
  return isNegated ? (view, post) => !test(view, post) : test
}

function group(tokens: string[]): Test {
  const test = alternatives(tokens)
  if (tokens.shift() !== ')') throw new Error('has an opening parenthesis too many')
  return test
}

function term(word: string): Test {
  const [, operator = '', value = ''] = operators.exec(word) ?? []
  if (operator) return operation(operator, value)
  if (/^[a-z_]+:/.test(word)) throw new Error(`has an operator that is not known here: ${word}`)
  const wanted = word.replace(/"/g, '').toLowerCase()
  if (!wanted) throw new Error('has an empty term')
  return (_, post) => wordsOf(post.text).includes(` ${wordsOf(wanted).trim()} `)
}

function operation(operator: string, value: string): Test {
  if (operator === 'conversation_id') return (_, post) => post.conversationId === value
  if (operator === 'in_reply_to_tweet_id') return (_, post) => refersTo(post, 'replied_to', value)
  if (operator === 'from') return (view, post) => post.authorId === accountIdOf(view, value)
  if (operator === 'to') return (view, post) => post.inReplyToUserId === accountIdOf(view, value)
  if (operator === 'is') return kind(value)
  if (value === 'media' || value === 'images') return (_, post) => post.mediaKeys.length > 0
  if (value === 'links') return (_, post) => /https?:\/\//.test(post.text)
  throw new Error(`has an operator that is not known here: ${operator}:${value}`)
}

function kind(value: string): Test {
  const types = { retweet: 'retweeted', quote: 'quoted', reply: 'replied_to' }
  const type = Object.entries(types).find(([name]) => name === value)?.[1]
  if (!type) throw new Error(`has an operator that is not known here: is:${value}`)
  return (_, post) => refersTo(post, type)
}

function refersTo(post: XPost, type: string, id?: string): boolean {
  return post.references.some((one) => one.type === type && (id === undefined || one.id === id))
}

// `from:` takes a handle or an id; a handle of digits only is taken for an id if there is one.
function accountIdOf(view: View, value: string): string | undefined {
  return (accountById(view, value) ?? accountByHandle(view, value.replace(/^@/, '')))?.id
}

// A text as its words with single spaces around them; `#` and `@` belong to their word.
function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[#@]?[\p{L}\p{N}_]+/gu) ?? []).join(' ')} `
}
