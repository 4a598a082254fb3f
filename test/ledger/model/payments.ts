import type { Payment } from './action.ts'
import { least, most } from './amounts.ts'
import { partsOf } from './parts.ts'
import type { Amount } from './parts.ts'
import { record } from './request.ts'
import type { Move, Request } from './request.ts'
import { floorOf } from './world.ts'
import type { Key, Purse, World } from './world.ts'

export function paymentOf(world: World, key: Key, payment: Payment): Request {
  const { mayCut, ...body } = payment
  // Who helps to spend makes no other spending of it.
  const named = body.type === 'spend' ? { ...body, from: body.from[0] } : body
  return {
    body: Object.values(named).join(' '),
    whole: wholeOf(payment),
    movesAt: (size) => movesAt(world, payment, size),
    mayCut,
    whenDone: (done) => record(world, key, done),
  }
}

/** Its largest leg. */
function wholeOf(payment: Payment): bigint {
  if (payment.type === 'split') return payment.amount + payment.more
  return payment.type === 'swap' ? most(payment.amount, payment.gets) : payment.amount
}

function movesAt(world: World, payment: Payment, size: bigint): Move[] {
  const { amount } = payment
  switch (payment.type) {
    case 'claim': {
      const names = [payment.to, `cap of ${payment.to}`, 'budget'] as const
      return names.map((account) => ({ account, amount: size }))
    }
    case 'debit':
      return [{ account: payment.from, amount: -size }]
    case 'spend':
      return spendingOf(world, payment, size)
    case 'transfer':
      return [
        { account: payment.from, amount: -size },
        { account: payment.to, amount: size },
      ]
    case 'split': {
      const { from, to, more } = payment
      const gets = { account: to[0], amount }
      const getsMore = { account: to[1], amount: more }
      return partOf([{ account: from, amount: -amount - more }, gets, getsMore], payment, size)
    }
    case 'swap': {
      const { from, to, gets } = payment
      const pays = { account: from, amount: -amount }
      return partOf([pays, { account: to, amount: gets }], payment, size)
    }
  }
}

/** Every leg in proportion; each currency is rounded down. */
function partOf(legs: readonly Amount[], payment: Payment, size: bigint): Move[] {
  const parts = partsOf(legs, (_, total) => (total * size) / wholeOf(payment))
  return legs.map(({ account }, index) => ({ account, amount: parts[index] ?? 0n }))
}

/** Each gives what can be spent of theirs before the next is asked. What nobody has is asked of the first. */
function spendingOf(world: World, { from, to }: Payment & { type: 'spend' }, size: bigint): Move[] {
  let due = size
  const parts = from.map((account) => {
    const part = least(due, roomIn(world, account))
    due -= part
    return part
  })
  const debits = from.flatMap((account, index): Move[] => {
    const part = parts[index] ?? 0n
    if (index === 0) return [{ account, amount: -part - due }]
    return part > 0n ? [{ account, amount: -part }] : []
  })
  return to === undefined ? debits : [...debits, { account: to, amount: size }]
}

function roomIn({ accounts }: World, name: Purse): bigint {
  const { balance, held, isClosed } = accounts[name]
  return isClosed ? 0n : most(0n, balance - held - floorOf(name))
}
