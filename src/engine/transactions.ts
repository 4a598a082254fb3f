import { ulid } from 'ulid'
import { wholeOf } from '../domain/points.ts'
import { keyOf } from '../ledger/key.ts'
import type { Entry, Ledger, Posted, Posting, Spending } from '../ledger/types.ts'
import { valueOf } from '../ledger/value-of.ts'
import type { Website } from '../store/websites.ts'
import { issuanceOf } from './points.ts'
import { allOrThrow, orThrow } from './transaction-failures.ts'
import { createLines } from './transaction-lines.ts'
import type { Line, LinesOptions, NewTransaction } from './transaction-lines.ts'

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

export interface TransactionsOptions extends LinesOptions {
  ledger: Ledger
}

/** The first entry of a line, with all that was booked for it. */
type BookedLine = Pick<Entry, 'id' | 'amount' | 'labels'>

/** Points that a customer's own service gives and takes. */
export function createTransactions({ ledger, ...options }: TransactionsOptions) {
  const linesOf = createLines(options)

  /**
   * Books all lines, or none: as one posting. Lines with keys of their own are postings of their own, so that each
   * key counts for itself. A debit that is a posting of its own spends what the user's groups have, too. Throws
   * `insufficient_points`, `key_conflict`, `not_found` and `invalid_request` with the pointer of the line.
   */
  async function create(website: Website, wanted: NewTransaction): Promise<Booked> {
    const lines = await linesOf(website, wanted)
    const hasKeys = lines.some(({ entry }) => entry.idempotencyKey !== undefined)
    if (hasKeys) {
      const postings = lines.map((line, index) => ownPosting(website, wanted, line, index))
      const posted = allOrThrow(await Promise.all(postings.map(book)))
      return bookedOf(wanted, lines, posted, posted.map(wholeLine))
    }
    const [line, ...others] = lines
    if (line && others.length === 0) {
      const posted = orThrow(await book(onlyPosting(website, wanted, line)))
      return bookedOf(wanted, lines, [posted], [wholeLine(posted)])
    }
    const posted = orThrow(await book(commonPosting(website, wanted, lines)))
    return bookedOf(wanted, lines, [posted], posted.entries)
  }

  function book(posting: Posting | Spending) {
    return valueOf('legs' in posting ? ledger.post(posting) : ledger.spend(posting))
  }

  return { create }
}

export type Transactions = ReturnType<typeof createTransactions>

/** How the user of a line is told. A line with a key is told the same for ever, whatever wallets the user has by then. */
function walletOf({ entry, user }: Line): string {
  return entry.walletAddress ?? user.wallets[0]?.address ?? ''
}

/** The key of a line, in the scope of its user. */
export function entryKeyOf(user: string, key: string, pointer = '/idempotencyKey'): string {
  return keyOf(`${user}/transaction`, key, pointer)
}

function ownPosting(website: Website, wanted: NewTransaction, line: Line, index: number) {
  const { entry, user } = line
  const { idempotencyKey: own } = entry
  if (own === undefined) {
    return postingOf(line, commonKey(website, wanted, `/${index}`), wanted)
  }
  const key = entryKeyOf(user._id, own, `/entries/${index}/idempotencyKey`)
  const labels = { idempotencyKey: own, walletAddress: walletOf(line) }
  return { ...postingOf(line, key, wanted), labels }
}

function onlyPosting(website: Website, wanted: NewTransaction, line: Line) {
  return postingOf(line, commonKey(website, wanted), wanted)
}

/** A debit spends, so that whoever helped is no part of what makes it the same again. */
function postingOf(
  { entry: { availableAt }, amount, legs, from, currency }: Line,
  key: string,
  { description: reason }: NewTransaction,
): Posting | Spending {
  const what = { key, kind: 'transaction' as const, reason }
  return amount < 0n
    ? { ...what, from, to: issuanceOf(currency), amount: -amount }
    : { ...what, legs, availableAt }
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

function bookedOf(
  { description }: NewTransaction,
  lines: readonly Line[],
  posted: readonly Posted[],
  entries: readonly BookedLine[],
): Booked {
  const [first] = posted
  return {
    id: first?.posting ?? '',
    description: first?.entries[0]?.reason ?? description,
    at: first?.entries[0]?.at ?? new Date(0),
    replayed: posted.every(({ replayed }) => replayed),
    entries: lines.map((line, index) => {
      const { entry, user, currency } = line
      const { id = '', amount = 0n, labels } = entries[index] ?? {}
      const size = wholeOf(amount < 0n ? -amount : amount, currency.decimals)
      return {
        ...{ id, user: user._id, currency: currency._id, amount: size },
        walletAddress: labels?.walletAddress ?? walletOf(line),
        direction: amount < 0n ? 'debit' : 'credit',
        ...(entry.idempotencyKey === undefined ? {} : { idempotencyKey: entry.idempotencyKey }),
      }
    }),
  }
}

/** A posting of one line: what others helped to spend is booked for who asked. */
function wholeLine({ entries }: Posted): BookedLine {
  const [first] = entries
  const amount = entries.reduce((sum, entry) => sum + entry.amount, 0n)
  return { id: first?.id ?? '', amount, labels: first?.labels }
}
