import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Failure } from '../../src/domain/failure.ts'
import { accountId, capOwnerOf, ownerTypeOf } from '../../src/ledger/account.ts'
import type { Ledger, Posted } from '../../src/ledger/types.ts'
import { capLimit, createModel, users } from './model.ts'
import type { Action, Outcome, User } from './model.ts'
import { openPlace, points, problemsOf, turn } from './support.ts'
import type { Place } from './support.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace()
})

afterAll(() => place.close())

type Step = { action: Action } | { again: number }

const user = fc.constantFrom(...users)
const amount = fc.bigInt(1n, 30n)
const part = fc.option(amount, { nil: undefined })
const earlier = fc.nat(20)
const mayCut = fc.boolean()

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constantFrom('credit' as const, 'capped' as const), user, amount }),
  fc.record({ type: fc.constant('debit' as const), user, amount, mayCut }),
  fc
    .record({ type: fc.constant('transfer' as const), user, to: user, amount })
    .filter(({ user, to }) => user !== to),
  fc.record({ type: fc.constant('hold' as const), user, amount }),
  fc.record({ type: fc.constant('capture' as const), hold: earlier, to: user, amount: part }),
  fc.record({ type: fc.constant('void' as const), hold: earlier }),
  fc.record({ type: fc.constant('reverse' as const), posting: earlier, amount: part, mayCut }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ action }) },
  { weight: 1, arbitrary: fc.record({ again: earlier }) },
)

it('comes to what the plain model comes to, whatever is done in whatever order, on two ledgers', async () => {
  let run = 0
  const ledgers = [place.open(), place.open()] as const
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = `run${run++}`
      const model = createModel()
      const actions: Action[] = []
      for (const [index, step] of steps.entries()) {
        const id = 'again' in step ? step.again % (actions.length || 1) : actions.length
        if (!('again' in step)) actions.push(step.action)
        const action = actions[id]
        if (!action) continue
        const expected = model.apply(id, action)
        const actual = await outcomeOf(carryOut(turn(ledgers, index), world, id, action))
        expect({ id, action, outcome: actual }).toEqual({ id, action, outcome: expected })
      }
      await compare(ledgers[0], world, model)
    }),
    { numRuns: 60 },
  )
  expect(await problemsOf(place)).toEqual([])
}, 180_000)

function carryOut(ledger: Ledger, world: string, id: number, action: Action): Promise<Posted> {
  const key = keyIn(world, id)
  const account = (user: User) => accountId({ ...points, currency: world, owner: user })
  const issuance = accountId({ ...points, currency: world, owner: 'issuance' })
  const legsOf = (user: User, amount: bigint, from = issuance) => [
    { account: from, amount: -amount },
    { account: account(user), amount },
  ]
  switch (action.type) {
    case 'credit':
      return ledger.post({ key, kind: 'reward', legs: legsOf(action.user, action.amount) })
    case 'debit': {
      const { mayCut } = action
      return ledger.post({
        key,
        kind: 'withdrawal',
        legs: legsOf(action.user, -action.amount),
        mayCut,
      })
    }
    case 'transfer': {
      const legs = legsOf(action.to, action.amount, account(action.user))
      return ledger.post({ key, kind: 'transaction', legs })
    }
    case 'capped': {
      const counters = [
        { account: capOf(world, action.user), amount: action.amount, limit: capLimit },
      ]
      const legs = legsOf(action.user, action.amount)
      return ledger.post({ key, kind: 'claim', legs, counters, mayCut: true })
    }
    case 'hold': {
      const expiresAt = new Date(Date.now() + 3_600_000)
      return ledger.hold({ key, account: account(action.user), amount: action.amount, expiresAt })
    }
    case 'capture': {
      const hold = keyIn(world, action.hold)
      return ledger.capture({ hold, to: account(action.to), amount: action.amount })
    }
    case 'void':
      return ledger.void(keyIn(world, action.hold))
    case 'reverse': {
      const entry = `${keyIn(world, action.posting)}/0`
      const { amount, mayCut } = action
      return ledger.reverse({ entry, amount, mayCut, name: String(id) })
    }
  }
}

async function outcomeOf(answer: Promise<Posted>): Promise<Outcome> {
  try {
    const { entries } = await answer
    return entries
      .filter(({ account }) => ownerTypeOf(account) === 'user')
      .map(({ amount }) => amount)
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

async function compare(
  ledger: Ledger,
  world: string,
  model: ReturnType<typeof createModel>,
): Promise<void> {
  for (const user of users) {
    const account = await ledger.balance(accountId({ ...points, currency: world, owner: user }))
    const cap = await ledger.balance(capOf(world, user))
    const { balance, held, counted } = model.account(user)
    expect([account.balance, account.held, cap.balance]).toEqual([balance, held, counted])
  }
}

function capOf(world: string, user: User): string {
  const owner = capOwnerOf({ rule: 'rul_1', user, window: '0' })
  return accountId({ ...points, currency: world, owner })
}

function keyIn(world: string, id: number): string {
  return `${world}:${id}`
}
