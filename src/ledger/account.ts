import { Failure } from '../domain/failure.ts'
import { createCache } from './cache.ts'
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

/** What there is to know of an account by its name alone. */
export interface Account {
  id: AccountId
  /** Its first three parts: what must sum to zero together. */
  currency: string
  /** Its first two parts. */
  programme: string
  type: Owner['type']
  /** Whether it counts (caps, budgets) and is no part of what sums to zero. */
  isCounter: boolean
  /** Whether `parseAccountId` has read it, too. */
  isChecked: boolean
}

/** Reads the name of an account without checking it; what was read lately is remembered. */
export function accountOf(id: AccountId): Account {
  const known = accounts.get(id)
  if (known) return known
  const programme = id.slice(0, id.indexOf(':', id.indexOf(':') + 1))
  const currency = oneOf(id.slice(0, id.indexOf(':', programme.length + 1)))
  const type = typeOf(id.slice(currency.length + 1).split(':', 1)[0] ?? '')
  const isCounter = type === 'cap' || type === 'budget' || type === 'reversed'
  const read = { id, currency, programme, type, isCounter, isChecked: false }
  accounts.set(id, read)
  return read
}

/** The same for a name that may be none. Throws `invalid_request`. */
export function checkedAccount(id: AccountId, pointer: string): Account {
  const account = accountOf(id)
  checkAccount(account, pointer)
  return account
}

/** Throws `invalid_request` if what was read is no account's name. */
export function checkAccount(account: Account, pointer: string): void {
  if (!account.isChecked) parseAccountId(account.id, pointer)
  account.isChecked = true
}

export function currencyOf(id: AccountId): string {
  return accountOf(id).currency
}

export function ownerTypeOf(id: AccountId): Owner['type'] {
  return accountOf(id).type
}

export function isCounter(id: AccountId): boolean {
  return accountOf(id).isCounter
}

/** The name of a programme, of which every account's name begins. */
export function programmeId({ org, website }: Pick<AccountName, 'org' | 'website'>): string {
  return `${quote(org, '/organizationId')}:${quote(website, '/websiteId')}`
}

/** The issuance account that one round of writing uses; there are several, so that rounds do not meet. */
export function stripeOf(currency: string, stripe: number): AccountId {
  return `${currency}:issuance:${stripe}`
}

const accounts = createCache<Account>(10_000)
const currencies = createCache<string>(1_000)

/** Accounts of one currency share one text, so that two of them are compared without reading them. */
function oneOf(currency: string): string {
  const known = currencies.get(currency)
  if (known === undefined) currencies.set(currency, currency)
  return known ?? currency
}

function typeOf(word: string): Owner['type'] {
  return isSystemWord(word) ? word : 'user'
}

type SystemWord = Exclude<Owner['type'], 'user'>

const systemWords: ReadonlySet<string> = new Set<SystemWord>([
  ...(['cap', 'budget', 'reversed', 'issuance', 'holds', 'expired'] as const),
])

function isSystemWord(word: string): word is SystemWord {
  return systemWords.has(word)
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

function hex(text: string): string {
  return text.charCodeAt(0).toString(16).toUpperCase()
}

function unknown(pointer: string, text: string): Failure {
  const message = `"${text}" names no account`
  return new Failure('invalid_request', message, {
    errors: [{ pointer, code: 'invalid_account', message }],
  })
}
