import { Failure } from '../domain/failure.ts'
import { withinRange } from '../domain/points.ts'
import { currencyOf, isCounter, ownerTypeOf, parseAccountId } from './account.ts'
import type { AccountId, Counter, Leg, Posting } from './types.ts'

const mostLegs = 500
const longestKey = 1_000
const longestNote = 8_000
const longestHoldYears = 100

type Texts = Pick<Posting, 'reason' | 'labels' | 'rule' | 'claim'>

export function invalid(pointer: string, code: string, message: string): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] })
}

/** Throws `invalid_request` with the pointer for a posting that cannot be written, whatever the accounts hold. */
export function checkPosting(posting: Posting): void {
  const { key, legs, counters = [] } = posting
  checkKey(key)
  checkNote(posting)
  if (legs.length === 0) throw invalid('/legs', 'required', 'a posting needs legs')
  if (legs.length + counters.length > mostLegs) {
    throw invalid('/legs', 'too_many', `a posting has at most ${mostLegs} legs and counters`)
  }
  legs.forEach((leg, index) => checkLeg(leg, `/legs/${index}`))
  counters.forEach((counter, index) => checkCounter(counter, `/counters/${index}`))
  checkBalanced(legs)
}

/** Keys are made by `keyOf`; `@` begins the ledger's own, and `/` parts a key from its legs. */
export function checkKey(key: string, pointer = '/key'): void {
  if (key === '') throw invalid(pointer, 'required', 'the key must not be empty')
  if (key.length > longestKey || !key.isWellFormed() || key.startsWith('@') || key.includes('/')) {
    throw invalid(pointer, 'invalid_key', 'the key is not one that keyOf makes')
  }
}

/** Free text is free, within what one document can carry and give back unchanged. */
export function checkNote({ reason = '', labels = {}, rule = '', claim = '' }: Texts): void {
  if (Object.keys(labels).some((name) => name.includes('\0'))) {
    throw invalid('/labels', 'invalid_label', 'the name of a label must not hold NUL')
  }
  const texts = [reason, rule, claim, ...Object.entries(labels).flat()]
  if (!texts.every((text) => text.isWellFormed())) {
    throw invalid('/reason', 'malformed', 'reason and labels must be well-formed Unicode')
  }
  if (texts.join('').length > longestNote) {
    throw invalid('/reason', 'too_long', `reason and labels are at most ${longestNote} characters`)
  }
}

export function checkAmount(amount: bigint, pointer: string): bigint {
  if (typeof amount !== 'bigint') {
    throw invalid(pointer, 'invalid_amount', 'must be a whole number of minor units')
  }
  if (amount === 0n) throw invalid(pointer, 'invalid_amount', 'must not be zero')
  return withinRange(amount, pointer)
}

export function checkPositive(amount: bigint, pointer: string): bigint {
  if (checkAmount(amount, pointer) > 0n) return amount
  throw invalid(pointer, 'invalid_amount', 'must be more than zero')
}

/** Points of users can be held, and their accounts closed. */
export function checkUserAccount(account: AccountId, pointer = '/account'): void {
  if (parseAccountId(account, pointer).owner.type === 'user') return
  throw invalid(pointer, 'invalid_account', 'must be the account of a user')
}

export function checkExpiry(expiresAt: Date, now: Date): void {
  const latest = new Date(now)
  latest.setUTCFullYear(now.getUTCFullYear() + longestHoldYears)
  // Written so that an invalid date, which compares as false, is refused.
  if (expiresAt > now && expiresAt <= latest) return
  const message = `must lie in the next ${longestHoldYears} years`
  throw invalid('/expiresAt', 'out_of_range', message)
}

function checkLeg({ account, amount }: Leg, pointer: string): void {
  const { type } = parseAccountId(account, `${pointer}/account`).owner
  if (isCounter(account)) {
    throw invalid(`${pointer}/account`, 'invalid_account', `an account of type ${type} has no legs`)
  }
  checkAmount(amount, `${pointer}/amount`)
}

function checkCounter({ account, amount, limit }: Counter, pointer: string): void {
  const { type } = parseAccountId(account, `${pointer}/account`).owner
  if (type !== 'cap' && type !== 'budget') {
    throw invalid(`${pointer}/account`, 'invalid_account', 'a counter is a cap or a budget')
  }
  checkPositive(amount, `${pointer}/amount`)
  withinRange(limit, `${pointer}/limit`)
}

function checkBalanced(legs: readonly Leg[]): void {
  const sums = new Map<string, bigint>()
  for (const { account, amount } of legs) {
    const currency = currencyOf(account)
    sums.set(currency, (sums.get(currency) ?? 0n) + amount)
  }
  if ([...sums.values()].some((sum) => sum !== 0n)) {
    throw invalid('/legs', 'unbalanced', 'the legs do not sum to zero in every currency')
  }
  if (legs.every(({ account }) => ownerTypeOf(account) === 'issuance')) {
    throw invalid('/legs', 'required', 'a posting needs a leg on an account other than issuance')
  }
}
