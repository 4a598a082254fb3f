import { accountId, ownerOf, parseAccountId } from '../ledger/account.ts'
import type { AccountId } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Currencies } from './currencies.ts'
import { notFound, within } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Users } from './users.ts'

export interface NamedAccount {
  id: AccountId
  currency: Currency
  /** None, if it is an account of the currency itself. */
  user: UserRecord | undefined
}

export interface AccountOfOptions {
  store: Store
  users: Users
  currencies: Currencies
}

/** Finds the account that a user's id means, or its own. */
export function createAccountOf({ store, users, currencies }: AccountOfOptions) {
  /** Throws `not_found` for what the scope does not hold, `invalid_request` for the id of nothing. */
  return async function accountOf(
    scope: Scope,
    id: string,
    currencyId: string | undefined,
  ): Promise<NamedAccount> {
    return id.includes(':') ? byName(scope, id, currencyId) : byUser(scope, id, currencyId)
  }

  async function byUser(
    scope: Scope,
    id: string,
    currencyId: string | undefined,
  ): Promise<NamedAccount> {
    const user = await users.find(scope, { userId: id })
    const website = await store.websites.find(user.org, user.website)
    if (!website) throw notFound('website')
    const currency = await currencies.pick(website, currencyId, '/loyaltyCurrencyId')
    const place = { org: user.org, website: user.website, currency: currency._id }
    return { id: accountId({ ...place, owner: ownerOf(user._id) }), currency, user }
  }

  async function byName(
    scope: Scope,
    id: string,
    currencyId: string | undefined,
  ): Promise<NamedAccount> {
    const { org, website, currency: named, owner } = parseAccountId(id, '/id')
    const isOurs = org === scope.org && (scope.website ?? website) === website
    if (!isOurs || (currencyId ?? named) !== named) throw notFound('account')
    // A currency that was deleted still has its accounts.
    const currency = within({ org, website }, await store.currencies.find(org, named), 'account')
    if (owner.type !== 'user') return { id, currency, user: undefined }
    return { id, currency, user: await users.find({ org, website }, { userId: owner.user }) }
  }
}

export type AccountOf = ReturnType<typeof createAccountOf>
