import type { Ledger, Posted, Posting } from '../../../src/ledger/types.ts'
import type { Payment } from './action.ts'
import { dateOf } from './days.ts'
import type { Names } from './names.ts'
import type { Sent } from './sent.ts'
import { currencyOf, limitOf } from './world.ts'
import type { Purse } from './world.ts'

/** Asks a ledger for an action, on this day. The closing of an account answers nothing. */
export async function send(
  ledger: Ledger,
  names: Names,
  day: number,
  { id, action, reason }: Sent,
): Promise<Posted | undefined> {
  const { accountOf } = names
  const key = names.keyOf(id, action)
  switch (action.type) {
    case 'credit': {
      const { pends, lasts } = action
      const availableAt = pends === undefined ? undefined : dateOf(day + pends)
      const pointsExpireAt = lasts === undefined ? undefined : dateOf(day + (pends ?? 0) + lasts)
      const legs = legsOf(names, [action.to, action.amount])
      return ledger.post({ key, kind: 'reward', legs, availableAt, pointsExpireAt, reason })
    }
    case 'hold': {
      const { from, amount, days } = action
      const expiresAt = dateOf(day + days)
      return ledger.hold({ key, account: accountOf(from), amount, expiresAt, reason })
    }
    case 'capture': {
      const { hold, to, amount } = action
      return ledger.capture({ hold: names.holdOf(hold), to: accountOf(to), amount, reason })
    }
    case 'void':
      return ledger.void(names.holdOf(action.hold), reason)
    case 'reverse': {
      const { name, amount, of, mayCut } = action
      return ledger.reverse({ entry: names.entryOf(action), name, amount, of, mayCut, reason })
    }
    case 'close':
      await ledger.close(accountOf(action.account))
      return undefined
    case 'spend': {
      const { from, amount, mayCut } = action
      const to = action.to === undefined ? names.issuanceOf('points') : accountOf(action.to)
      const spending = { key, kind: 'withdrawal', amount, mayCut, reason } as const
      return ledger.spend({ ...spending, from: from.map(accountOf), to })
    }
    case 'claim':
    case 'debit':
    case 'transfer':
    case 'split':
    case 'swap':
      return ledger.post({ ...postingOf(names, action), key, mayCut: action.mayCut, reason })
  }
}

function postingOf(
  names: Names,
  payment: Exclude<Payment, { type: 'spend' }>,
): Pick<Posting, 'kind' | 'legs' | 'counters'> {
  const { amount } = payment
  switch (payment.type) {
    case 'claim': {
      const counters = ([`cap of ${payment.to}`, 'budget'] as const).map((name) => {
        return { account: names.accountOf(name), amount, limit: limitOf(name) }
      })
      const legs = legsOf(names, [payment.to, amount])
      return { kind: 'claim', legs, counters }
    }
    case 'debit':
      return { kind: 'withdrawal', legs: legsOf(names, [payment.from, -amount]) }
    case 'transfer':
    case 'swap': {
      const gets = payment.type === 'swap' ? payment.gets : amount
      const legs = legsOf(names, [payment.from, -amount], [payment.to, gets])
      return { kind: 'transaction', legs }
    }
    case 'split': {
      const { from, to, more } = payment
      const legs = legsOf(names, [from, -amount - more], [to[0], amount], [to[1], more])
      return { kind: 'transaction', legs }
    }
  }
}

/** With what issuance gives and takes, so that they sum to zero in each currency. */
function legsOf(names: Names, ...amounts: readonly (readonly [Purse, bigint])[]) {
  const legs = amounts.map(([name, amount]) => ({ account: names.accountOf(name), amount }))
  for (const currency of ['points', 'stars'] as const) {
    const sum = amounts.reduce(
      (total, [name, amount]) => (currencyOf(name) === currency ? total + amount : total),
      0n,
    )
    if (sum !== 0n) legs.push({ account: names.issuanceOf(currency), amount: -sum })
  }
  return legs
}
