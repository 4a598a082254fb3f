import fc from 'fast-check'
import { Failure } from '../../src/domain/failure.ts'
import { accountId, capOwnerOf, ownerTypeOf } from '../../src/ledger/account.ts'
import type { Ledger, Posted } from '../../src/ledger/types.ts'
import { capLimit, users } from './model.ts'
import type { Action, Outcome, User } from './model.ts'
import { points } from './support.ts'

/** Something is done; or again, under its old key; or two things at once, be they one and the same; or days pass. */
export type Step =
  | { action: Action }
  | { again: number }
  | { both: readonly [Action, Action] }
  | { twice: Action }
  | { days: number }

const dayMs = 86_400_000
const start = Date.UTC(2026, 0)

const user = fc.constantFrom(...users)
const amount = fc.bigInt(1n, 30n)
const part = fc.option(amount, { nil: undefined })
const earlier = fc.nat(20)
const days = fc.integer({ min: 1, max: 6 })
const someDays = fc.option(days, { nil: undefined })
const mayCut = fc.boolean()

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant('credit' as const), user, amount }),
  fc.record({
    type: fc.constant('credit' as const),
    user,
    amount,
    pends: someDays,
    lasts: someDays,
  }),
  fc.record({ type: fc.constant('capped' as const), user, amount }),
  fc.record({ type: fc.constant('debit' as const), user, amount, mayCut }),
  fc
    .record({ type: fc.constant('transfer' as const), user, to: user, amount })
    .filter(({ user, to }) => user !== to),
  fc
    .record({
      ...{ type: fc.constant('spend' as const), amount, mayCut },
      from: fc.uniqueArray(user, { minLength: 1, maxLength: 3 }),
      to: fc.option(user, { nil: undefined }),
    })
    .filter(({ from, to }) => to === undefined || !from.includes(to)),
  fc.record({ type: fc.constant('hold' as const), user, amount, days }),
  fc.record({ type: fc.constant('capture' as const), hold: earlier, to: user, amount: part }),
  fc.record({ type: fc.constant('void' as const), hold: earlier }),
  fc.record({
    ...{ type: fc.constant('reverse' as const), posting: earlier, amount: part, mayCut },
    leg: fc.nat(2),
    of: fc.constantFrom('entry' as const, 'posting' as const),
  }),
)

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ action }) },
  { weight: 2, arbitrary: fc.record({ again: earlier }) },
  { weight: 2, arbitrary: fc.record({ both: fc.tuple(action, action) }) },
  { weight: 1, arbitrary: fc.record({ twice: action }) },
  { weight: 2, arbitrary: fc.record({ days }) },
)

export function dateOf(day: number): Date {
  return new Date(start + day * dayMs)
}

export function dayOf(date: Date): number {
  return (date.getTime() - start) / dayMs
}

export function accountIn(world: string, owner: string): string {
  return accountId({ ...points, currency: world, owner })
}

export function capIn(world: string, user: User): string {
  return accountIn(world, capOwnerOf({ rule: 'rul_1', user, window: '0' }))
}

/** Does an action on a ledger, in a world of its own, on this day. */
export async function outcomeOf(
  ledger: Ledger,
  { world, day }: { world: string; day: number },
  id: number,
  action: Action,
): Promise<Outcome> {
  try {
    const { entries } = await carryOut(ledger, world, day, id, action)
    return entries
      .filter(({ account }) => ownerTypeOf(account) === 'user')
      .map(({ amount }) => amount)
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

function carryOut(
  ledger: Ledger,
  world: string,
  day: number,
  id: number,
  action: Action,
): Promise<Posted> {
  const key = keyIn(world, id)
  const account = (user: User) => accountIn(world, user)
  const issuance = accountIn(world, 'issuance')
  const legsOf = (user: User, amount: bigint, from = issuance) => [
    { account: from, amount: -amount },
    { account: account(user), amount },
  ]
  switch (action.type) {
    case 'credit': {
      const { pends = 0, lasts } = action
      const availableAt = action.pends === undefined ? undefined : dateOf(day + pends)
      const pointsExpireAt = lasts === undefined ? undefined : dateOf(day + pends + lasts)
      const legs = legsOf(action.user, action.amount)
      return ledger.post({ key, kind: 'reward', legs, availableAt, pointsExpireAt })
    }
    case 'debit': {
      const { mayCut } = action
      const legs = legsOf(action.user, -action.amount)
      return ledger.post({ key, kind: 'withdrawal', legs, mayCut })
    }
    case 'transfer': {
      const legs = legsOf(action.to, action.amount, account(action.user))
      return ledger.post({ key, kind: 'transaction', legs })
    }
    case 'spend': {
      const { from, amount, mayCut } = action
      const to = action.to === undefined ? issuance : account(action.to)
      return ledger.spend({ key, kind: 'withdrawal', from: from.map(account), to, amount, mayCut })
    }
    case 'capped': {
      const counters = [
        { account: capIn(world, action.user), amount: action.amount, limit: capLimit },
      ]
      const legs = legsOf(action.user, action.amount)
      return ledger.post({ key, kind: 'claim', legs, counters, mayCut: true })
    }
    case 'hold': {
      const expiresAt = dateOf(day + action.days)
      return ledger.hold({ key, account: account(action.user), amount: action.amount, expiresAt })
    }
    case 'capture': {
      const hold = keyIn(world, action.hold)
      return ledger.capture({ hold, to: account(action.to), amount: action.amount })
    }
    case 'void':
      return ledger.void(keyIn(world, action.hold))
    case 'reverse': {
      const { posting, leg, type: _, ...reversal } = action
      const entry = `${keyIn(world, posting)}/${leg}`
      return ledger.reverse({ ...reversal, entry, name: String(id) })
    }
  }
}

function keyIn(world: string, id: number): string {
  return `${world}:${id}`
}
