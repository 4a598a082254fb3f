import { minorOf } from '../domain/points.ts'
import { pointsExpiryOf } from '../domain/points-expiry.ts'
import type { AccountId, Leg } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { legsOf } from './points.ts'
import { invalid } from './scope.ts'
import { at } from './transaction-failures.ts'
import type { UserGroups } from './user-groups.ts'
import type { Users, Who } from './users.ts'

/** One line of a transaction: points for, or from, one user. */
export interface NewEntry extends Who {
  /** Whole units; its sign is the direction, where none is given. */
  amount: number | string
  direction?: 'credit' | 'debit' | undefined
  loyaltyCurrencyId?: string | undefined
  /** Unique for this user. */
  idempotencyKey?: string | undefined
  /** Until then the points are pending. */
  availableAt?: Date | undefined
  /** When the points expire; the currency says it where nothing is said here. */
  expiresAt?: Date | undefined
}

export interface NewTransaction {
  description: string
  loyaltyCurrencyId?: string | undefined
  entries: readonly NewEntry[]
  /** Of the whole call, unique for the organization. */
  idempotencyKey?: string | undefined
}

/** A line that was understood. */
export interface Line {
  entry: NewEntry
  user: UserRecord
  currency: Currency
  /** Negative for a debit. */
  amount: bigint
  legs: readonly Leg[]
  /** Of a debit: whose points are spent, the user's own first. */
  from: readonly AccountId[]
}

export interface LinesOptions {
  users: Users
  userGroups: UserGroups
  currencies: Currencies
  now: () => Date
}

/** Finds out what lines say. */
export function createLines({ users, userGroups, currencies, now }: LinesOptions) {
  /** Throws `not_found` and `invalid_request` with the pointer of the line. */
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
      checkTimes(wanted, entry, amount, pointer)
      const legs = timedLegs(website, entry, user, currency, amount)
      const from = amount < 0n ? await userGroups.accountsOf(user, currency) : []
      lines.push({ entry, user, currency, amount, legs, from })
    }
    return lines
  }

  function timedLegs(
    website: Website,
    { expiresAt }: NewEntry,
    { _id }: UserRecord,
    currency: Currency,
    amount: bigint,
  ): Leg[] {
    const legs: Leg[] = legsOf(website, currency, _id, amount)
    if (amount < 0n) return legs
    const pointsExpireAt = expiresAt ?? pointsExpiryOf(currency.pointsExpireAfterDays, now())
    return legs.map((leg, index) => (index === 0 ? { ...leg, pointsExpireAt } : leg))
  }

  return linesOf
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

/** Whether points are pending is said of a posting, which a line is only where it stands alone. */
function checkTimes(
  { entries }: NewTransaction,
  { availableAt, expiresAt, idempotencyKey }: NewEntry,
  amount: bigint,
  place: string,
): void {
  if (amount < 0n && (availableAt ?? expiresAt)) {
    const pointer = `${place}/${availableAt ? 'availableAt' : 'expiresAt'}`
    throw invalid({ pointer, code: 'meaningless', message: 'points are taken, not given' })
  }
  if (availableAt && entries.length > 1 && idempotencyKey === undefined) {
    const message = 'needs an idempotencyKey of its own, where there are several entries'
    throw invalid({ pointer: `${place}/availableAt`, code: 'unsupported', message })
  }
}
