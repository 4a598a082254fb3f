import type { Action } from './action.ts'
import { least } from './amounts.ts'
import { added, dueOn, firstOf, without } from './lots.ts'
import type { Lot } from './lots.ts'
import type { Done, Move, Request } from './request.ts'
import { keyOf, requestOf } from './requests.ts'
import { floorOf, isCounter, limitOf, purses } from './world.ts'
import type { Account, ActionId, Outcome, World } from './world.ts'

/**
 * What the ledger promises, in the plainest terms: one thing at a time, in memory, with nothing to lose. What an action
 * asks of which accounts is in `requests.ts`; what comes of it is here.
 */
export function modelOf(world: World) {
  const { accounts, postings, holds, known, keys } = world

  /** A key counts once, and for good: sent again, a request is answered as it was, and nothing happens. */
  function apply(id: ActionId, action: Action): Outcome {
    const key = keyOf(world, id, action)
    keys.set(id, key)
    const request = requestOf(world, key, action)
    // What cannot be is not remembered, and may be sent again.
    if (typeof request === 'string') return request
    const { body, whole, endsHold = false } = request
    const before = known.get(key)
    if (before?.body === body) return before.outcome
    if (before) return endsHold ? 'invalid_request' : 'key_conflict'
    if (whole === undefined) return 'invalid_request'
    const outcome = carryOut(request, whole)
    // Refusals are remembered, too; but not that of a capture, which leaves the hold open.
    if (typeof outcome !== 'string' || !endsHold) known.set(key, { body, outcome })
    return outcome
  }

  /** All of it; or, where it may be cut, as much as nobody objects to; or nothing at all, on no account. */
  function carryOut({ movesAt, mayCut = false, whenDone }: Request, whole: bigint): Outcome {
    const smallest = mayCut ? 1n : whole
    let refusal: string | undefined
    for (let size = whole; size >= smallest; size -= 1n) {
      const done = attempt(movesAt(size))
      if (typeof done !== 'string') {
        whenDone(done)
        return done.filter(({ account }) => !isCounter(account)).map(({ amount }) => amount)
      }
      // Whoever objected to all of it is named, not who objected to the least.
      refusal ??= done
    }
    return refusal ?? 'invalid_request'
  }

  function attempt(moves: readonly Move[]): readonly Done[] | string {
    const before = { ...accounts }
    const done: Done[] = []
    for (const move of moves) {
      const objection = objectionTo(move)
      if (objection !== undefined) {
        Object.assign(accounts, before)
        return objection
      }
      done.push({ ...move, spent: make(move) })
    }
    return done
  }

  function objectionTo({ account: name, amount, held = 0n }: Move): string | undefined {
    const account = accounts[name]
    const isRelease = amount === 0n && held < 0n
    if (account.isClosed && !isRelease) return 'account_closed'
    if (isCounter(name)) {
      return amount > 0n && account.balance + amount > limitOf(name) ? 'cap_reached' : undefined
    }
    // Who owes already is refused nothing that leaves no less to be spent.
    const change = amount - held
    const isUnderFloor = availableOf(account) + change < floorOf(name)
    return change < 0n && isUnderFloor ? 'insufficient_points' : undefined
  }

  /** What expires soonest is spent first, and what is given pays debts before any of it is left to expire. */
  function make({ account: name, amount, held = 0n, gives = [], closes = false }: Move) {
    const { balance, lots, ...account } = accounts[name]
    const spent: readonly Lot[] = amount < 0n ? firstOf(lots, -amount) : []
    const paid = balance < 0n ? firstOf(gives, -balance) : []
    accounts[name] = {
      balance: balance + amount,
      held: account.held + held,
      lots: added(without(lots, spent), without(gives, paid)),
      isClosed: account.isClosed || closes,
      amounts: amount === 0n ? account.amounts : [...account.amounts, amount],
    }
    return spent
  }

  /** Holds that run out end first; then pending points become available; then points expire, but for those that are held. */
  function pass(days: number): void {
    world.past.push({ day: world.day, accounts: { ...accounts } })
    world.day += days
    for (const [id, { until, isOpen }] of holds) {
      if (isOpen && until <= world.day) apply(-1 - id, { type: 'void', hold: id })
    }
    for (const [key, posting] of postings) {
      if (posting.pendsUntil === undefined || posting.pendsUntil > world.day) continue
      postings.set(key, { ...posting, pendsUntil: undefined })
      for (const { account, amount, done } of posting.legs) {
        make({ account, amount: 0n, held: done - amount })
      }
    }
    for (const account of purses) {
      const { lots, isClosed } = accounts[account]
      const expired = least(dueOn(world.day, lots), availableOf(accounts[account]))
      if (expired > 0n && !isClosed) make({ account, amount: -expired })
    }
  }

  return { apply, pass }
}

function availableOf({ balance, held }: Pick<Account, 'balance' | 'held'>): bigint {
  return balance - held
}
