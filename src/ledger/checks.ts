import { Failure } from '../domain/failure.ts'
import { withinRange } from '../domain/points.ts'
import { accountOf, checkAccount, checkedAccount } from './account.ts'
import type { Account } from './account.ts'
import type { Move } from './order.ts'
import type { AccountId, Posting } from './types.ts'

const mostLegs = 500
const longestKey = 1_000
const longestNote = 8_000
const longestHoldYears = 100

type Texts = Pick<Posting, 'reason' | 'labels' | 'rule' | 'claim'>

export function invalid(pointer: string, code: string, message: string): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] })
}

/**
 * Throws `invalid_request` with the pointer for a posting that cannot be written, whatever the accounts hold; what it
 * moves is for `checkMoves`.
 */
export function checkPosting(posting: Posting): void {
  const { key, legs, counters } = posting
  checkKey(key)
  checkNote(posting)
  if (legs.length === 0) throw invalid('/legs', 'required', 'a posting needs legs')
  if (legs.length + (counters?.length ?? 0) > mostLegs) {
    throw invalid('/legs', 'too_many', `a posting has at most ${mostLegs} legs and counters`)
  }
}

/** The same for its legs and counters. */
export function checkMoves(legs: readonly Move[], counters: readonly Move[]): void {
  legs.forEach(checkLeg)
  counters.forEach(checkCounter)
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
export function checkNote({ reason = '', labels, rule = '', claim = '' }: Texts): void {
  const texts = [reason, rule, claim]
  for (const [name, text] of labels ? Object.entries(labels) : []) {
    if (name.includes('\0')) {
      throw invalid('/labels', 'invalid_label', 'the name of a label must not hold NUL')
    }
    texts.push(name, text)
  }
  if (!texts.every((text) => text.isWellFormed())) {
    throw invalid('/reason', 'malformed', 'reason and labels must be well-formed Unicode')
  }
  if (texts.reduce((length, text) => length + text.length, 0) > longestNote) {
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
export function checkUserAccount(account: AccountId, pointer = '/account'): Account {
  const checked = checkedAccount(account, pointer)
  if (checked.type === 'user') return checked
  throw invalid(pointer, 'invalid_account', 'must be the account of a user')
}

/** Who is paid: no counter, and in the currency of who pays. */
export function checkPayee(to: AccountId, from: AccountId): Account {
  const payee = checkedAccount(to, '/to')
  if (payee.isCounter) throw invalid('/to', 'invalid_account', 'a counter cannot be paid')
  if (payee.currency === accountOf(from).currency) return payee
  throw invalid('/to', 'unbalanced', 'must be an account of the same currency')
}

export function checkExpiry(expiresAt: Date, now: Date, pointer = '/expiresAt'): void {
  const latest = new Date(now)
  latest.setUTCFullYear(now.getUTCFullYear() + longestHoldYears)
  // Written so that an invalid date, which compares as false, is refused.
  if (expiresAt > now && expiresAt <= latest) return
  const message = `must be later than ${now.toISOString()}, by ${longestHoldYears} years at most`
  throw invalid(pointer, 'out_of_range', message)
}

function checkLeg({ account, amount, pointer }: Move): void {
  checkAccount(account, `${pointer}/account`)
  const { type, isCounter } = account
  if (isCounter) {
    throw invalid(`${pointer}/account`, 'invalid_account', `an account of type ${type} has no legs`)
  }
  checkAmount(amount, `${pointer}/amount`)
}

function checkCounter({ account, amount, limit = 0n, pointer }: Move): void {
  checkAccount(account, `${pointer}/account`)
  if (account.type !== 'cap' && account.type !== 'budget') {
    throw invalid(`${pointer}/account`, 'invalid_account', 'a counter is a cap or a budget')
  }
  checkPositive(amount, `${pointer}/amount`)
  withinRange(limit, `${pointer}/limit`)
}

function checkBalanced(legs: readonly Move[]): void {
  if (!isBalanced(legs)) {
    throw invalid('/legs', 'unbalanced', 'the legs do not sum to zero in every currency')
  }
  if (legs.every(({ account }) => account.type === 'issuance')) {
    throw invalid('/legs', 'required', 'a posting needs a leg on an account other than issuance')
  }
}

/** Nearly every posting is in one currency, and needs no map. */
function isBalanced(legs: readonly Move[]): boolean {
  const currency = legs[0]?.account.currency
  let sum = 0n
  for (const { account, amount } of legs) {
    if (account.currency !== currency) return isBalancedInEach(legs)
    sum += amount
  }
  return sum === 0n
}

function isBalancedInEach(legs: readonly Move[]): boolean {
  const sums = new Map<string, bigint>()
  for (const { account, amount } of legs) {
    sums.set(account.currency, (sums.get(account.currency) ?? 0n) + amount)
  }
  return [...sums.values()].every((sum) => sum === 0n)
}
