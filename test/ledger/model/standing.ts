import type { Ledger } from '../../../src/ledger/types.ts'
import { sum } from './amounts.ts'
import { dayOf } from './days.ts'
import type { Names } from './names.ts'
import { accountNames, isUser } from './world.ts'
import type { AccountName, World } from './world.ts'

/** What the ledger says of all accounts now. Its days are counted from the day on which the run began. */
export function standingIn(ledger: Ledger, { accountOf }: Names, began: number) {
  return Promise.all(
    accountNames.map(async (name) => {
      const account = accountOf(name)
      const { balance, held } = await ledger.balance(account)
      if (!isUser(name)) return { name, balance, held }
      const expiring = await ledger.expiring(account)
      const lots = expiring.map(({ expiresAt, amount }) => {
        return { day: dayOf(expiresAt) - began, amount }
      })
      return { name, balance, held, lots, pending: sum(await ledger.pending(account)) }
    }),
  )
}

/** What the model says of them. */
export function standingOf(world: World) {
  return accountNames.map((name) => {
    const { balance, held, lots } = world.accounts[name]
    if (!isUser(name)) return { name, balance, held }
    return { name, balance, held, lots, pending: pendingOf(world, name) }
  })
}

function pendingOf({ postings }: World, name: AccountName): bigint {
  const pending = [...postings.values()].filter(({ pendsUntil }) => pendsUntil !== undefined)
  const legs = pending.flatMap(({ legs }) => legs.filter(({ account }) => account === name))
  return legs.reduce((total, { amount, done }) => total + amount - done, 0n)
}
