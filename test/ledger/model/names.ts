import { accountId, budgetOwnerOf, capOwnerOf } from '../../../src/ledger/account.ts'
import { settlementKeyOf } from '../../../src/ledger/holding.ts'
import { reversalKeyOf } from '../../../src/ledger/reversing.ts'
import { points } from '../support.ts'
import type { Action } from './action.ts'
import { currencyOf, isCounter } from './world.ts'
import type { AccountName, ActionId, Currency } from './world.ts'

export type Names = ReturnType<typeof namesIn>

/** How the ledger calls what the model speaks of. Every run has users, a rule and keys of its own. */
export function namesIn(run: string) {
  const keys = new Map<ActionId, string>()

  function accountOf(name: AccountName): string {
    const currency = currencyOf(name)
    if (!isCounter(name)) return owned(currency, userIn(name))
    if (name === 'budget') return owned(currency, budgetOwnerOf({ rule: run }))
    const user = userIn(name.replace('cap of ', ''))
    return owned(currency, capOwnerOf({ rule: run, user, window: '0' }))
  }

  function userIn(name: string): string {
    return `${run}-${name.replace('*', '')}`
  }

  function issuanceOf(currency: Currency): string {
    return owned(currency, 'issuance')
  }

  function owned(currency: Currency, owner: string): string {
    return accountId({ ...points, currency, owner })
  }

  /** The key that an action is sent with, or that the ledger makes for it. */
  function keyOf(id: ActionId, action: Action): string {
    const key = made(id, action)
    keys.set(id, key)
    return key
  }

  function made(id: ActionId, action: Action): string {
    if (action.type === 'capture' || action.type === 'void') {
      return settlementKeyOf(holdOf(action.hold))
    }
    if (action.type === 'reverse') {
      return reversalKeyOf({ entry: entryOf(action), name: action.name })
    }
    return action.type === 'close' ? `@close:${accountOf(action.account)}` : `${run}:${id}`
  }

  function holdOf(id: ActionId): string {
    return `${run}:${id}`
  }

  function entryOf({ posting, leg }: { posting: ActionId; leg: number }): string {
    return `${keys.get(posting) ?? `${run}:none`}/${leg}`
  }

  return { accountOf, issuanceOf, keyOf, holdOf, entryOf }
}
