import {
  checkExpiry,
  checkKey,
  checkNote,
  checkPayee,
  checkPositive,
  checkUserAccount,
  invalid,
} from './checks.ts'
import { keyOfEntry } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { allOrNothing } from './order.ts'
import type { Order } from './order.ts'
import { accountOf, ownerTypeOf } from './account.ts'
import type { AccountId, Hold } from './types.ts'

/** Sets points aside: the balance stays, what can be spent falls. Throws `invalid_request`. */
export function orderOfHold(hold: Hold, now: Date): Order {
  const { key, account, amount, expiresAt, rule, reason } = hold
  checkKey(key)
  checkNote({ reason, rule })
  const holder = checkUserAccount(account)
  checkPositive(amount, '/amount')
  return {
    key,
    mayCut: false,
    content: { kind: 'hold', rule, legs: [{ account, amount }] },
    note: { kind: 'hold', rule, reason },
    accounts: [holder],
    plan() {
      // Asked here and not before, so that a hold sent again is answered even after it ran out.
      checkExpiry(expiresAt, now)
      return allOrNothing([{ account: holder, amount: 0n, held: amount, pointer: '' }])
    },
    opensHold: { expiresAt, account, kind: 'hold' },
  }
}

/** A hold ends once, so that all its ends share one key. */
export function settlementKeyOf(hold: string): string {
  return `@settle:${hold}`
}

/** Spends all or part of a hold and releases the rest. Throws `invalid_request`. */
export function orderOfCapture(
  hold: StoredEntry,
  {
    to,
    amount,
    reason,
  }: { to: AccountId; amount?: bigint | undefined; reason?: string | undefined },
  now: Date,
): Order {
  const { account, heldChange: whole = 0n, rule, claim, expiresAt } = hold
  const spent = amount ?? whole
  checkCapture(hold, to, spent)
  checkNote({ reason })
  const legs = [
    { account, amount: -spent },
    { account: to, amount: spent },
  ]
  return {
    ...settlement(hold),
    content: {
      kind: 'capture',
      rule,
      legs: legs.filter((leg) => ownerTypeOf(leg.account) !== 'issuance'),
    },
    note: { kind: 'capture', rule, claim, reason },
    accounts: [accountOf(account), accountOf(to)],
    plan() {
      if (expiresAt && expiresAt <= now) throw invalid('/hold', 'hold_expired', 'the hold ran out')
      return allOrNothing([
        { account: accountOf(account), amount: -spent, held: -whole, pointer: '/hold' },
        { account: accountOf(to), amount: spent, pointer: '/to' },
      ])
    },
  }
}

/** Releases a hold. */
export function orderOfVoid(hold: StoredEntry, reason: string | undefined): Order {
  const { account, heldChange: whole = 0n, rule, claim } = hold
  checkNote({ reason })
  const holder = accountOf(account)
  return {
    ...settlement(hold),
    content: { kind: 'void', rule, legs: [{ account, amount: 0n }] },
    note: { kind: 'void', rule, claim, reason },
    accounts: [holder],
    plan: () => allOrNothing([{ account: holder, amount: 0n, held: -whole, pointer: '/hold' }]),
  }
}

function settlement({ _id }: StoredEntry) {
  const hold = keyOfEntry(_id)
  return { key: settlementKeyOf(hold), mayCut: false, settlesHold: hold }
}

function checkCapture(
  { account, heldChange: whole = 0n }: StoredEntry,
  to: AccountId,
  spent: bigint,
) {
  checkPositive(spent, '/amount')
  if (spent > whole) throw invalid('/amount', 'out_of_range', 'is more than what is held')
  checkPayee(to, account)
}
