import { Failure } from '../domain/failure.ts'
import { isQuoted, quote, unquote } from './quote.ts'
import type { AccountId } from './types.ts'

export type Owner =
  | { type: 'user'; user: string }
  | { type: 'cap'; rule: string; user: string; window: string }
  | { type: 'budget'; rule: string; window?: string | undefined }
  | { type: 'reversed'; entry: string }
  | { type: 'issuance'; stripe?: number | undefined }
  | { type: 'holds' }
  | { type: 'expired' }

export interface AccountName {
  org: string
  website: string
  currency: string
  /** A user's id, `issuance`, `holds`, `expired`, or what one of the builders below gives. */
  owner: string
}

/**
 * Names an account: `org:website:currency:owner`. The first three parts are quoted here; an owner that is not a
 * plain id must come from a builder. Throws `invalid_request` for an empty part or an owner that is none.
 */
export function accountId({ org, website, currency, owner }: AccountName): AccountId {
  ownerNamed(owner)
  return `${currencyId({ org, website, currency })}:${owner}`
}

/** The owner text of a user with any id at all, even `issuance` or one with separators in it. */
export function ownerOf(user: string): string {
  const quoted = quote(user, '/owner')
  return isSystemWord(quoted) ? `%${hex(quoted)}${quoted.slice(1)}` : quoted
}

/** Counts what one user got from one rule in one window. */
export function capOwnerOf(cap: { rule: string; user: string; window: string }): string {
  return joined('cap', cap.rule, cap.user, cap.window)
}

/** Counts what a rule, a group or a campaign has given, for ever or in one window. */
export function budgetOwnerOf({ rule, window }: { rule: string; window?: string }): string {
  return window === undefined ? joined('budget', rule) : joined('budget', rule, window)
}

/** Counts how much of an entry has been reversed. */
export function reversedOwnerOf(entry: string): string {
  return joined('reversed', entry)
}

/** Takes an account's name apart. Throws `invalid_request` if it is none. */
export function parseAccountId(id: AccountId, pointer = '/account') {
  const [org, website, currency, ...owner] = id.split(':')
  const parts = [org, website, currency]
  if (!parts.every((part) => part !== undefined && isQuoted(part))) throw unknown(pointer, id)
  const [orgName, websiteName, currencyName] = parts.map((part) => unquote(part ?? ''))
  return {
    org: orgName ?? '',
    website: websiteName ?? '',
    currency: currencyName ?? '',
    owner: ownerNamed(owner.join(':'), pointer),
  }
}

/** The account's first three parts: what must sum to zero together. */
export function currencyOf(id: AccountId): string {
  return id.slice(0, ownerStart(id) - 1)
}

export function ownerTypeOf(id: AccountId): Owner['type'] {
  const word = id.slice(ownerStart(id)).split(':', 1)[0] ?? ''
  return isSystemWord(word) ? word : 'user'
}

/** Whether the account counts (caps, budgets) and is no part of what sums to zero. */
export function isCounter(id: AccountId): boolean {
  return ['cap', 'budget', 'reversed'].includes(ownerTypeOf(id))
}

/** The issuance account that one round of writing uses; there are several, so that rounds do not meet. */
export function stripeOf(currency: string, stripe: number): AccountId {
  return `${currency}:issuance:${stripe}`
}

type SystemWord = Exclude<Owner['type'], 'user'>

const systemWords: readonly string[] = [
  'cap',
  'budget',
  'reversed',
  'issuance',
  'holds',
  'expired',
] satisfies SystemWord[]

function isSystemWord(word: string): word is SystemWord {
  return systemWords.includes(word)
}

function currencyId({ org, website, currency }: Omit<AccountName, 'owner'>): string {
  return [
    quote(org, '/organizationId'),
    quote(website, '/websiteId'),
    quote(currency, '/loyaltyCurrencyId'),
  ].join(':')
}

function ownerNamed(text: string, pointer = '/owner'): Owner {
  const segments = text.split(':')
  if (!segments.every(isQuoted)) throw unknown(pointer, text)
  const [type = '', ...rest] = segments
  const owner = ownerWith(type, rest.map(unquote))
  if (!owner) throw unknown(pointer, text)
  return owner
}

function ownerWith(type: string, [first, second, ...more]: string[]): Owner | undefined {
  if (!isSystemWord(type))
    return first === undefined ? { type: 'user', user: unquote(type) } : undefined
  if (type === 'issuance') return second === undefined ? issuanceOf(first) : undefined
  if (type === 'holds' || type === 'expired') return first === undefined ? { type } : undefined
  if (first === undefined) return undefined
  if (type === 'reversed') return { type, entry: first }
  if (type === 'budget')
    return { type, rule: first, window: [second, ...more].join(':') || undefined }
  return second && more.length > 0
    ? { type, rule: first, user: second, window: more.join(':') }
    : undefined
}

function issuanceOf(stripe: string | undefined): Owner | undefined {
  if (stripe === undefined) return { type: 'issuance' }
  return /^\d{1,4}$/.test(stripe) ? { type: 'issuance', stripe: Number(stripe) } : undefined
}

function joined(type: SystemWord, ...parts: string[]): string {
  return [type, ...parts.map((part) => quote(part, '/owner'))].join(':')
}

function ownerStart(id: AccountId): number {
  let start = 0
  for (let part = 0; part < 3; part++) start = id.indexOf(':', start) + 1
  return start
}

function hex(text: string): string {
  return text.charCodeAt(0).toString(16).toUpperCase()
}

function unknown(pointer: string, text: string): Failure {
  const message = `"${text}" names no account`
  return new Failure('invalid_request', message, {
    errors: [{ pointer, code: 'invalid_account', message }],
  })
}
