import { parseAccountId } from '../ledger/account.ts'
import type { AccountFilter } from '../ledger/listing/list-accounts.ts'
import type { Listed, ListPage } from '../ledger/listing/list-page.ts'
import type { Listing } from '../ledger/listing.ts'
import type { AccountRecord } from '../ledger/records.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Currencies } from './currencies.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import { websitesIn } from './websites-in.ts'

/** An account with its user, if it has one, and its currency's decimals. */
export interface ListedAccount {
  account: AccountRecord
  user: UserRecord | undefined
  decimals: number
}

export interface AccountsOptions {
  store: Store
  listing: Listing
  currencies: Currencies
}

const pointer = '/startingAfter'

/** Balances as they are listed: at most a second late, and nothing is decided by them. */
export function createAccounts({ store, listing, currencies }: AccountsOptions) {
  async function list(
    scope: Scope,
    filter: Pick<AccountFilter, 'currency' | 'user'>,
    page: ListPage,
  ): Promise<Listed<ListedAccount>> {
    const { org } = scope
    // A cursor is compared by its balance, so that another tenant's would tell it.
    if (page.after !== undefined && parseAccountId(page.after, pointer).org !== org) {
      throw notFound('account', pointer)
    }
    const wanted = { org, websites: await websitesIn(store, scope), ...filter }
    const { items, hasNextPage } = await listing.findAccounts(wanted, page)
    const ids = items.flatMap(({ user }) => (user === null ? [] : [user]))
    const users = new Map((await store.users.findMany(org, ids)).map((user) => [user._id, user]))
    const decimals = await currencies.decimalsOf(
      org,
      items.map(({ currency }) => currency),
    )
    return {
      items: items.map((account) => ({
        account,
        user: account.user === null ? undefined : users.get(account.user),
        decimals: decimals.get(account.currency) ?? 0,
      })),
      hasNextPage,
    }
  }

  return { list }
}

export type Accounts = ReturnType<typeof createAccounts>
