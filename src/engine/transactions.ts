import { ulid } from 'ulid'
import { Failure } from '../domain/failure.ts'
import { minorOf, wholeOf } from '../domain/points.ts'
import { keyOf } from '../ledger/key.ts'
import type { Ledger, Leg, Posted, Posting } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { legsOf } from './points.ts'
import { invalid } from './scope.ts'
import type { Users, Who } from './users.ts'

/** One line of a transaction: points for, or from, one user. */
export interface NewEntry extends Who {
  /** Whole units; its sign is the direction, where none is given. */
  amount: number | string
  direction?: 'credit' | 'debit' | undefined
  loyaltyCurrencyId?: string | undefined
  /** Unique for this user. */
  idempotencyKey?: string | undefined
}

export interface NewTransaction {
  description: string
  loyaltyCurrencyId?: string | undefined
  entries: readonly NewEntry[]
  /** Of the whole call, unique for the organization. */
  idempotencyKey?: string | undefined
}

/** A line as it was booked. */
export interface BookedEntry {
  id: string
  user: string
  walletAddress: string
  currency: string
  /** Whole units, without a sign. */
  amount: string
  direction: 'credit' | 'debit'
  idempotencyKey?: string | undefined
}

export interface Booked {
  id: string
  description: string
  at: Date
  replayed: boolean
  entries: BookedEntry[]
}

interface Line {
  entry: NewEntry
  user: UserRecord
  currency: Currency
  legs: Leg[]
}

export interface TransactionsOptions {
  ledger: Ledger
  users: Users
  currencies: Currencies
}

/** Points that a customer's own service gives and takes. */
export function createTransactions({ ledger, users, currencies }: TransactionsOptions) {
  /**
   * Books all lines, or none: as one posting. Lines with keys of their own are postings of their own, so that each
   * key counts for itself. Throws `insufficient_points`, `key_conflict`, `not_found` and `invalid_request` with
   * the pointer of the line.
   */
  async function create(website: Website, wanted: NewTransaction): Promise<Booked> {
    const lines = await linesOf(website, wanted)
    const hasKeys = lines.some(({ entry }) => entry.idempotencyKey !== undefined)
    const postings = hasKeys
      ? lines.map((line, index) => ownPosting(website, wanted, line, index))
      : [commonPosting(website, wanted, lines)]
    const results = await ledger.postAll(postings)
    return bookedOf(wanted, lines, hasKeys ? allOrThrow(results) : results.map(orThrow))
  }

  async function linesOf(website: Website, wanted: NewTransaction): Promise<Line[]> {
    const scope = { org: website.org, website: website._id }
    const lines: Line[] = []
    for (const [index, entry] of wanted.entries.entries()) {
      const pointer = `/entries/${index}`
      const user = await users.find(scope, entry).catch((error) => at(error, pointer))
      const id = entry.loyaltyCurrencyId ?? wanted.loyaltyCurrencyId
      const place = entry.loyaltyCurrencyId === undefined ? '' : pointer
      const currency = await currencies.pick(website, id, `${place}/loyaltyCurrencyId`)
      const amount = amountOf(entry, currency, pointer)
      lines.push({ entry, user, currency, legs: legsOf(website, currency, user._id, amount) })
    }
    return lines
  }

  return { create }
}

export type Transactions = ReturnType<typeof createTransactions>

/** The key of a line, in the scope of its user. */
export function entryKeyOf(user: string, key: string, pointer = '/idempotencyKey'): string {
  return keyOf(`${user}/transaction`, key, pointer)
}

function ownPosting(
  website: Website,
  wanted: NewTransaction,
  { entry, user, legs }: Line,
  index: number,
): Posting {
  const { idempotencyKey: own } = entry
  const key =
    own === undefined
      ? commonKey(website, wanted, `/${index}`)
      : entryKeyOf(user._id, own, `/entries/${index}/idempotencyKey`)
  return {
    ...{ key, kind: 'transaction', legs, reason: wanted.description },
    ...(own === undefined ? {} : { labels: { idempotencyKey: own } }),
  }
}

function commonPosting(website: Website, wanted: NewTransaction, lines: readonly Line[]): Posting {
  return {
    key: commonKey(website, wanted),
    kind: 'transaction',
    legs: lines.flatMap(({ legs }) => legs),
    reason: wanted.description,
  }
}

function commonKey({ org }: Website, { idempotencyKey }: NewTransaction, suffix = ''): string {
  const key = idempotencyKey ?? ulid()
  return keyOf(`${org}/transactions${suffix}`, key, '/Idempotency-Key')
}

/** Negative for a debit. A sign that contradicts the direction is nobody's intention. */
function amountOf({ amount, direction }: NewEntry, { decimals }: Currency, pointer: string) {
  const minor = minorOf(amount, decimals, `${pointer}/amount`)
  if (minor === 0n) {
    throw invalid({ pointer: `${pointer}/amount`, code: 'zero', message: 'must not be 0' })
  }
  if (minor < 0n && direction === 'credit') {
    const message = 'a credit is not negative'
    throw invalid({ pointer: `${pointer}/amount`, code: 'contradiction', message })
  }
  return minor > 0n && direction === 'debit' ? -minor : minor
}

function bookedOf(
  { description }: NewTransaction,
  lines: readonly Line[],
  posted: readonly Posted[],
): Booked {
  const entries = posted.flatMap((each) => each.entries)
  const [first] = posted
  return {
    id: first?.posting ?? '',
    description: first?.entries[0]?.reason ?? description,
    at: first?.entries[0]?.at ?? new Date(0),
    replayed: posted.every(({ replayed }) => replayed),
    entries: lines.map(({ entry, user, currency }, index) => {
      const { id = '', amount = 0n } = entries[index] ?? {}
      const size = wholeOf(amount < 0n ? -amount : amount, currency.decimals)
      return {
        ...{ id, user: user._id, currency: currency._id, amount: size },
        walletAddress: entry.walletAddress ?? user.wallets[0]?.address ?? '',
        direction: amount < 0n ? 'debit' : 'credit',
        ...(entry.idempotencyKey === undefined ? {} : { idempotencyKey: entry.idempotencyKey }),
      }
    }),
  }
}

function orThrow(result: Posted | Failure): Posted {
  if (!(result instanceof Failure)) return result
  throw renamed(result)
}

/** Lines with keys stand alone. What was booked stays, is named, and is not booked again when the call is repeated. */
function allOrThrow(results: readonly (Posted | Failure)[]): Posted[] {
  const refused = results.findIndex((result) => result instanceof Failure)
  const booked = results.flatMap((result, index) => (result instanceof Failure ? [] : [index]))
  const failure = results[refused]
  if (!(failure instanceof Failure)) return results.map(orThrow)
  const note =
    booked.length > 0 ? ` (booked: ${booked.map((i) => `/entries/${i}`).join(', ')})` : ''
  const { code, message, errors, cause } = failure
  return at(new Failure(code, message + note, { errors, cause }), `/entries/${refused}`)
}

/** The ledger speaks of legs, of which each line has two. */
function renamed(failure: Failure): Failure {
  return withPointers(failure, (pointer) =>
    pointer.replace(/^\/legs\/(\d+)/, (_, leg) => `/entries/${Math.floor(Number(leg) / 2)}`),
  )
}

function at(error: unknown, place: string): never {
  if (!(error instanceof Failure)) throw error
  throw withPointers(error, (pointer) => place + pointer.replace(/^\/legs\/\d+/, ''))
}

function withPointers({ code, message, errors, cause }: Failure, pointerOf: (p: string) => string) {
  const moved = (errors ?? [{ pointer: '', code, message }]).map((error) => ({
    ...error,
    pointer: pointerOf(error.pointer),
  }))
  return new Failure(code, message, { errors: moved, cause })
}
