import type { Failure } from '../domain/failure.ts'
import { minorOf, wholeOf } from '../domain/points.ts'
import { parseAccountId } from '../ledger/account.ts'
import type { Foresee, Foreseen } from '../ledger/foresee.ts'
import type { Entry, Ledger } from '../ledger/types.ts'
import type { Currencies } from './currencies.ts'
import type { Keyed } from './keyed.ts'
import type { Reversals } from './reversals.ts'
import { invalid, notFound } from './scope.ts'
import type { Scope } from './scope.ts'

export interface EntryReversal {
  /** Whole units of the entry; left out, all that is left of it. */
  amount?: number | string | undefined
  mayCut?: boolean | undefined
  description?: string | undefined
}

/** What one account gets or gives, whole units, negative for what is taken. */
export interface Undoing {
  account: string
  currency: string
  /** None for a cap or a budget, which is given back what it counted. */
  user: string | undefined
  rule: string | undefined
  amount: string
  balanceBefore: string
  balanceAfter: string
}

export interface EntryUndone {
  /** What it is undone by; nothing, if it was only looked at. */
  id: string | undefined
  entry: Entry
  moves: Undoing[]
  refusal: Failure | undefined
}

export interface EntryReversalsOptions {
  ledger: Ledger
  foresee: Foresee
  reversals: Reversals
  currencies: Currencies
}

/** Undoes an entry, with all that was booked together with it. */
export function createEntryReversals(options: EntryReversalsOptions) {
  const { ledger, foresee, reversals, currencies } = options

  /** What undoing it would do now. Throws `not_found`, and `invalid_request` for what cannot be undone at all. */
  async function preview(scope: Scope, id: string, wanted: EntryReversal): Promise<EntryUndone> {
    const entry = await find(scope, id)
    const { currency } = parseAccountId(entry.account)
    const decimals = await currencies.decimalsOf(scope.org, [currency])
    const { amount, mayCut } = wanted
    const minor = amount === undefined ? undefined : minorOf(amount, decimals.get(currency) ?? 0)
    const { moves, refusal } = await foresee({ entry: id, mayCut, amount: minor })
    return { id: undefined, entry, refusal, moves: await told(scope.org, moves) }
  }

  /** Undoes it, however often the same key is sent. Throws like `preview`, and what the ledger refuses with. */
  async function reverse(
    scope: Scope,
    id: string,
    wanted: EntryReversal,
    keyed?: Keyed,
  ): Promise<EntryUndone> {
    const entry = await find(scope, id)
    const done = await reversals.reverse(scope, entry.posting, { ...wanted, entryId: id }, keyed)
    const posted = await Promise.all(done.entries.map((each) => ledger.findEntry(each.id)))
    const all = await ledger.findPosting(posted.find((each) => each)?.key ?? '')
    const moves = (all?.entries ?? []).flatMap(movedBy)
    return { id: done.id, entry, refusal: undefined, moves: await told(scope.org, moves) }
  }

  async function find({ org, website }: Scope, id: string): Promise<Entry> {
    const found = await ledger.findEntry(id)
    if (!found) throw notFound('transaction entry')
    const account = parseAccountId(found.account)
    if (account.org !== org || (website ?? account.website) !== account.website) {
      throw notFound('transaction entry')
    }
    if (account.owner.type === 'user') return found
    const message = 'is of no user: only what users got or gave is undone'
    throw invalid({ pointer: '/id', code: 'not_reversible', message })
  }

  async function told(org: string, moves: readonly Foreseen[]): Promise<Undoing[]> {
    const parsed = moves.map((move) => ({ move, ...parseAccountId(move.account) }))
    const known = await currencies.decimalsOf(
      org,
      parsed.map(({ currency }) => currency),
    )
    return parsed.map(({ move, currency, owner }) => {
      const whole = (minor: bigint) => wholeOf(minor, known.get(currency) ?? 0)
      return {
        ...{ account: move.account, currency },
        user: owner.type === 'user' ? owner.user : undefined,
        rule: owner.type === 'cap' || owner.type === 'budget' ? owner.rule : undefined,
        amount: whole(move.amount),
        balanceBefore: whole(move.balanceBefore),
        balanceAfter: whole(move.balanceAfter),
      }
    })
  }

  return { preview, reverse }
}

export type EntryReversals = ReturnType<typeof createEntryReversals>

function movedBy({ account, amount, balance }: Entry): Foreseen[] {
  const { owner } = parseAccountId(account)
  if (owner.type === 'issuance' || owner.type === 'reversed' || amount === 0n) return []
  const balances = { balanceBefore: balance - amount, balanceAfter: balance }
  return [{ account, type: owner.type, amount, ...balances }]
}
