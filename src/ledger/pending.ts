import { accountId, accountOf, parseAccountId, reversedOwnerOf } from './account.ts'
import type { Account } from './account.ts'
import { checkExpiry, invalid } from './checks.ts'
import { entryIdOf, keyOfEntry } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import type { Head } from './heads.ts'
import { settlementKeyOf } from './holding.ts'
import { allOrNothing } from './order.ts'
import type { Move, Order, Plan } from './order.ts'
import type { AccountId, Leg } from './types.ts'

// Pending points are held from the entry on that gives them. What of them is still pending is held on the account, too,
// that counts how much of the entry was reversed: so a reversal takes them out of what is held, and nobody spends them in
// between.

/** The same order, with the points it gives a user pending until then. Throws `invalid_request`. */
export function pendingUntil(
  availableAt: Date,
  order: Order,
  legs: readonly Leg[],
  now: Date,
): Order {
  const index = creditedLeg(legs)
  const account = legs[index]?.account ?? ''
  const number = legs.slice(0, index).filter(isWritten).length
  const counter = reversedOf({ _id: entryIdOf(order.key, number), account })
  return {
    ...order,
    accounts: [...order.accounts, counter],
    plan(headOf) {
      // Asked here and not before, so that a posting sent again is answered even when they are available.
      checkExpiry(availableAt, now, '/availableAt')
      return holding(order.plan(headOf), index, counter)
    },
    opensHold: { expiresAt: availableAt, account, kind: 'pending' },
  }
}

/** Counts how much of an entry has been reversed. */
export function reversedOf({ _id, account }: Pick<StoredEntry, '_id' | 'account'>): Account {
  const { org, website, currency } = parseAccountId(account)
  return accountOf(accountId({ org, website, currency, owner: reversedOwnerOf(_id) }))
}

/** The entry of a posting that gave points which are, or were, pending. */
export function pendingIn(posting: readonly StoredEntry[]): StoredEntry | undefined {
  return posting.find(({ amount, expiresAt }) => expiresAt !== undefined && amount > 0n)
}

/** Makes available what is still pending of an entry. */
export function orderOfRelease(entry: StoredEntry): Order {
  const account = accountOf(entry.account)
  const counter = reversedOf(entry)
  const { rule, claim } = entry
  const key = keyOfEntry(entry._id)
  return {
    key: settlementKeyOf(key),
    settlesHold: key,
    mayCut: false,
    content: { kind: 'void', rule, legs: [] },
    compared: () => [],
    note: { kind: 'void', rule, claim, reason: 'available' },
    accounts: [account, counter],
    plan: (headOf) => allOrNothing(releases(account, counter, headOf(counter))),
  }
}

/** Nothing is done to the account if all of it was reversed; that it is settled is still written down. */
function releases(account: Account, counter: Account, { held }: Head): Move[] {
  const moves = held > 0n ? [account, counter] : [counter]
  return moves.map((each) => ({ account: each, amount: 0n, held: -held, pointer: '' }))
}

function holding({ movesAt, ...plan }: Plan, index: number, counter: Account): Plan {
  return {
    ...plan,
    movesAt(size) {
      const moves = movesAt(size)
      const held = moves[index]?.amount ?? 0n
      return [
        ...moves.map((move, at) => (at === index ? { ...move, held } : move)),
        { account: counter, amount: 0n, held, pointer: '/availableAt' },
      ]
    },
  }
}

function creditedLeg(legs: readonly Leg[]): number {
  const credited = legs.flatMap((leg, index) => (isCredit(leg) ? [index] : []))
  const [index, another] = credited
  if (index !== undefined && another === undefined) return index
  throw invalid('/availableAt', 'ambiguous', 'needs exactly one leg that gives points to a user')
}

export function isCredit({ account, amount }: { account: AccountId; amount: bigint }): boolean {
  return amount > 0n && accountOf(account).type === 'user'
}

function isWritten({ account }: Leg): boolean {
  return accountOf(account).type !== 'issuance'
}
