import { ulid } from 'ulid'
import { minorOf, wholeOf } from '../domain/points.ts'
import { parseAccountId } from '../ledger/account.ts'
import type { Listing } from '../ledger/listing.ts'
import type { TransactionLeg, TransactionRecord } from '../ledger/listing/transaction-record.ts'
import type { Ledger, Posted, Reversal } from '../ledger/types.ts'
import type { Store } from '../store/index.ts'
import type { Currencies } from './currencies.ts'
import type { Keyed } from './keyed.ts'
import { invalid, notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import { websitesIn } from './websites-in.ts'

export interface NewReversal {
  /** Whole units; left out, all that is left. */
  amount?: number | string | undefined
  /** Of which entry the amount is; left out, of all of them. */
  entryId?: string | undefined
  /** Take back what is there instead of refusing. */
  mayCut?: boolean | undefined
  description?: string | undefined
}

export interface Reversed {
  id: string
  /** What was reversed. */
  transaction: string
  description: string | undefined
  at: Date
  entries: ReversedEntry[]
}

/** What a user was given back, or had taken back. */
export interface ReversedEntry {
  id: string
  user: string
  account: string
  currency: string
  /** Whole units, without a sign. */
  amount: string
  direction: 'credit' | 'debit'
}

export interface ReversalsOptions {
  ledger: Ledger
  listing: Listing
  store: Store
  currencies: Currencies
}

type UserLeg = TransactionLeg & { user: string }

/** Transactions undone, in full or in part, by their mirror images. */
export function createReversals({ ledger, listing, store, currencies }: ReversalsOptions) {
  /**
   * Every request is a reversal of its own, and all of them together never exceed the transaction. Throws `not_found`,
   * `insufficient_points`, and `invalid_request` for a reversal, or for more than is left.
   */
  async function reverse(
    scope: Scope,
    id: string,
    wanted: NewReversal,
    keyed?: Keyed,
  ): Promise<Reversed> {
    const transaction = await find(scope, id)
    const legs = transaction.legs.filter(isMovedByUser)
    const leg = legNamed(legs, wanted)
    const decimals = await currencies.decimalsOf(
      scope.org,
      legs.map(({ currency }) => currency),
    )
    const posted = await ledger.reverse({
      ...{ entry: leg.id, mayCut: wanted.mayCut, reason: wanted.description },
      ...amountOf(wanted, decimals.get(leg.currency) ?? 0),
      name: keyed?.stamp ?? ulid(),
    })
    await note(scope.org, transaction, posted)
    const [first] = posted.entries
    return {
      ...{ id: posted.posting, transaction: transaction.id, description: first?.reason },
      at: first?.at ?? new Date(0),
      entries: entriesOf(posted, decimals),
    }
  }

  async function find(scope: Scope, id: string): Promise<TransactionRecord> {
    const websites = await websitesIn(store, scope)
    const filter = { org: scope.org, websites, id }
    const { items } = await listing.findTransactions(filter, { limit: 1 })
    const [found] = items
    if (!found) throw notFound('transaction')
    if (found.kind !== 'reversal') return found
    const message = 'a reversal cannot be reversed'
    throw invalid({ pointer: '/id', code: 'reversal_of_reversal', message })
  }

  /** A receipt names what became of its points. */
  async function note(org: string, { claim }: TransactionRecord, { entries }: Posted) {
    const [first] = entries
    if (claim === undefined || !first) return
    await store.claims.model.updateOne({ org, _id: claim }, { $addToSet: { entries: first.id } })
  }

  return { reverse }
}

export type Reversals = ReturnType<typeof createReversals>

function isMovedByUser(leg: TransactionLeg): leg is UserLeg {
  return leg.user !== null && leg.amount !== 0n
}

function entriesOf({ entries }: Posted, decimals: ReadonlyMap<string, number>): ReversedEntry[] {
  return entries.flatMap(({ id, account, amount }) => {
    const { currency, owner } = parseAccountId(account)
    if (owner.type !== 'user' || amount === 0n) return []
    return [
      {
        ...{ id, account, currency, user: owner.user },
        amount: wholeOf(amount < 0n ? -amount : amount, decimals.get(currency) ?? 0),
        direction: amount < 0n ? 'debit' : 'credit',
      },
    ]
  })
}

/** An amount is of one entry, or of all, where they are of one currency and one direction. */
function legNamed(legs: readonly UserLeg[], { amount, entryId }: NewReversal): UserLeg {
  if (entryId !== undefined) {
    const named = legs.find(({ id }) => id === entryId)
    if (named) return named
    throw notFound('transaction entry', '/entryId')
  }
  const [first] = legs
  if (!first) throw notFound('transaction')
  const isOne = legs.every(
    (leg) => leg.currency === first.currency && leg.amount > 0n === first.amount > 0n,
  )
  if (amount === undefined || isOne) return first
  const message = 'is needed: the entries are of several currencies or directions'
  throw invalid({ pointer: '/entryId', code: 'required', message })
}

function amountOf({ amount, entryId }: NewReversal, decimals: number): Partial<Reversal> {
  if (amount === undefined) return {}
  return {
    amount: minorOf(amount, decimals),
    of: entryId === undefined ? 'posting' : 'entry',
  }
}
