import { Failure } from '../domain/failure.ts'
import { accountId, accountOf, parseAccountId } from './account.ts'
import { checkExpiry, invalid } from './checks.ts'
import type { Head } from './heads.ts'
import { dueOf, hasPlace, mostLots } from './lots.ts'
import { allOrNothing } from './order.ts'
import type { Order, Plan } from './order.ts'
import { isCredit } from './pending.ts'
import type { AccountId, Posting } from './types.ts'

/** When the points of a leg expire, and where that was said. */
interface Expiry {
  expiresAt: Date
  pointer: string
}

/** The same order; the points it gives users expire. Throws `invalid_request`, and then nothing is remembered. */
export function expiring(order: Order, posting: Posting, now: Date): Order {
  const expiries = expiriesOf(posting)
  return {
    ...order,
    plan(headOf) {
      // Asked here and not before, so that a posting sent again is answered even after its points expired.
      for (const [index, account] of order.accounts.entries()) {
        const expiry = expiries[index]
        if (!expiry) continue
        checkExpiry(expiry.expiresAt, posting.availableAt ?? now, expiry.pointer)
        if (!hasPlace(headOf(account).lots, expiry)) throw tooMany(expiry)
      }
      return giving(order.plan(headOf), expiries)
    },
  }
}

/**
 * Takes what expired of an account by then; held points only when their hold ends. It decides by what is there: if nothing
 * is due, it throws `not_found`, and nothing is written. `seq` is where the account stood when it was found.
 */
export function orderOfExpiry(account: AccountId, seq: number, at: Date): Order {
  const holder = accountOf(account)
  const { org, website, currency } = parseAccountId(account)
  const expired = accountOf(accountId({ org, website, currency, owner: 'expired' }))
  return {
    key: `@expiry:${account}:${seq}`,
    mayCut: false,
    content: { kind: 'expiry', legs: [] },
    compared: () => [],
    note: { kind: 'expiry', reason: 'expired' },
    accounts: [holder, expired],
    plan(headOf) {
      const due = expiredOf(headOf(holder), at)
      if (due === 0n) throw new Failure('not_found', 'no points have expired')
      return allOrNothing([
        { account: holder, amount: -due, pointer: '' },
        { account: expired, amount: due, pointer: '' },
      ])
    },
  }
}

function expiredOf({ balance, held, lots, isClosed }: Head, at: Date): bigint {
  const due = dueOf(lots, at)
  const available = balance - held
  if (isClosed || available <= 0n) return 0n
  return due < available ? due : available
}

/** By leg. What is said of the posting is said of all its legs that give points to users. */
function expiriesOf({ legs, pointsExpireAt }: Posting): (Expiry | undefined)[] {
  const expiries = legs.map((leg, index): Expiry | undefined => {
    const pointer = `/legs/${index}/pointsExpireAt`
    if (isCredit(leg)) {
      return leg.pointsExpireAt
        ? { expiresAt: leg.pointsExpireAt, pointer }
        : pointsExpireAt && { expiresAt: pointsExpireAt, pointer: '/pointsExpireAt' }
    }
    if (leg.pointsExpireAt) throw meaningless(pointer)
    return undefined
  })
  if (expiries.every((expiry) => expiry === undefined)) throw meaningless('/pointsExpireAt')
  return expiries
}

function giving({ movesAt, ...plan }: Plan, expiries: readonly (Expiry | undefined)[]): Plan {
  return {
    ...plan,
    movesAt: (size) =>
      movesAt(size).map((move, index) => {
        const { expiresAt } = expiries[index] ?? {}
        return expiresAt && move.amount > 0n
          ? { ...move, gives: [{ expiresAt, amount: move.amount }] }
          : move
      }),
  }
}

function meaningless(pointer: string): Failure {
  return invalid(pointer, 'meaningless', 'nobody is given points that could expire')
}

function tooMany({ pointer }: Expiry): Failure {
  const message = `the points of an account expire at ${mostLots} different times at most`
  return invalid(pointer, 'too_many', message)
}
