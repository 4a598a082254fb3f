import fc from 'fast-check'
import type { Action } from './action.ts'
import { accountNames, stars, users } from './world.ts'
import type { AccountName } from './world.ts'

/** What happens in a run, one after the other: up to three requests are sent at once, or days pass. */
export type Step = Passing | { sends: readonly Sending[] }

/** What ended meanwhile is ended by one of the ledgers. */
export interface Passing {
  days: number
  by: number
}

/**
 * By one of two ledgers: something new, or what was sent before, as it was, in other words or with another amount. Actions
 * name others by how many of their kind came after them.
 */
export type Sending = { by: number } & ({ action: Action } | { again: number; but: Otherwise })
export type Otherwise = 'nothing' | 'words' | 'amount'

const user = fc.constantFrom(...users)
const star = fc.constantFrom(...stars)
const purse = fc.oneof({ weight: 4, arbitrary: user }, { weight: 1, arbitrary: star })
const group = fc.uniqueArray(user, { minLength: 1, maxLength: 3 })
const amount = fc.bigInt(1n, 20n)
const plenty = fc.bigInt(1n, 40n)
const part = fc.option(amount, { nil: undefined })
const days = fc.integer({ min: 1, max: 6 })
const someDays = fc.option(days, { nil: undefined })
const earlier = fc.nat(3)
const payment = { amount, mayCut: fc.boolean() }

const credit = { type: is('credit'), to: purse, amount: plenty }
const lasting = { ...credit, to: user, pends: someDays, lasts: someDays }
const claim = { type: is('claim'), to: user, ...payment }
const debit = { type: is('debit'), from: purse, ...payment }
const transfer = { type: is('transfer'), from: user, to: user, ...payment }
const split = { type: is('split'), from: user, to: fc.tuple(user, user), more: amount, ...payment }
const swap = { type: is('swap'), from: user, to: star, gets: amount, ...payment }
const swapBack = { ...swap, from: star, to: user }
const spend = { type: is('spend'), from: group, ...payment }
const hold = { type: is('hold'), from: purse, amount, days }
const capture = { type: is('capture'), hold: fc.nat(1), to: purse, amount: part }
const release = { type: is('void'), hold: fc.nat(1) }
const close = { type: is('close'), account: purse }
const reversal = {
  ...{ type: is('reverse'), posting: earlier, leg: fc.nat(2), name: fc.constant('') },
  ...{ amount: part, of: fc.constantFrom('entry', 'posting'), mayCut: fc.boolean() },
}

const action: fc.Arbitrary<Action> = fc.oneof(
  often(4, fc.record(credit)),
  often(6, fc.record(lasting)),
  often(2, fc.record(claim)),
  often(3, fc.record(debit)),
  often(2, fc.record(transfer).filter(paysAnother)),
  often(2, fc.record(split).filter(paysAnother)),
  often(1, fc.record(swap)),
  often(1, fc.record(swapBack)),
  often(3, fc.record(spend)),
  often(2, fc.record({ ...spend, to: user }).filter(paysAnother)),
  often(6, fc.record(hold)),
  often(8, fc.record(capture)),
  often(4, fc.record(release)),
  often(8, fc.record(reversal)),
  often(1, fc.record(close)),
)

const by = fc.nat(1)
const but = fc.constantFrom('nothing', 'words', 'amount')
const sending: fc.Arbitrary<Sending> = fc.oneof(
  often(6, fc.record({ by, action })),
  often(1, fc.record({ by, again: earlier, but })),
)
const sends = fc.array(sending, { minLength: 2, maxLength: 3 })

/** A look back at an account, as it was when one of the days was over. */
export interface Back {
  name: AccountName
  days: number
}

export const back: fc.Arbitrary<Back> = fc.record({
  name: fc.constantFrom(...accountNames),
  days: earlier,
})

export const step: fc.Arbitrary<Step> = fc.oneof(
  often(7, fc.record({ sends: fc.tuple(sending) })),
  often(2, fc.record({ sends })),
  often(1, fc.record({ days, by })),
)

function is<const T extends string>(type: T) {
  return fc.constant(type)
}

function often<T>(weight: number, arbitrary: fc.Arbitrary<T>) {
  return { weight, arbitrary }
}

function paysAnother({ from, to }: { from: string | string[]; to: string | string[] }): boolean {
  return ![to].flat().some((payee) => [from].flat().includes(payee))
}
