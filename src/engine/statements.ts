import type { Balance, Entry, Expiring, Ledger, Pending } from '../ledger/types.ts'
import type { AccountOf, NamedAccount } from './account-of.ts'
import { invalid } from './scope.ts'
import type { Scope } from './scope.ts'

export interface StatementsOptions {
  ledger: Ledger
  accountOf: AccountOf
}

/** Which account of a user is meant, where it is named by the user; the website's default currency, if not said. */
interface Of {
  id: string
  currency?: string | undefined
}

/** What the ledger itself says of an account: durable, and not a second late. */
export function createStatements({ ledger, accountOf }: StatementsOptions) {
  /** Newest first, one entry more than asked for, if there are more; `before` is the seq of the last one of the page before. */
  async function statement(
    scope: Scope,
    { id, currency }: Of,
    { before, limit }: { before?: number | undefined; limit: number },
  ): Promise<{ account: NamedAccount; entries: readonly Entry[] }> {
    const account = await accountOf(scope, id, currency)
    return { account, entries: await ledger.statement(account.id, { before, limit: limit + 1 }) }
  }

  /** Now, or as of a time or a seq. */
  async function balance(
    scope: Scope,
    { id, currency }: Of,
    point?: Date | number,
  ): Promise<{ account: NamedAccount; balance: Balance }> {
    const account = await accountOf(scope, id, currency)
    const asked =
      point === undefined ? ledger.balance(account.id) : ledger.balanceAsOf(account.id, point)
    return { account, balance: await asked }
  }

  /** What becomes available, and what expires, by itself. */
  async function forecast(
    scope: Scope,
    { id, currency }: Of,
  ): Promise<{
    account: NamedAccount
    pending: readonly Pending[]
    expiring: readonly Expiring[]
  }> {
    const account = await accountOf(scope, id, currency)
    const [pending, expiring] = await Promise.all([
      ledger.pending(account.id),
      ledger.expiring(account.id),
    ])
    return { account, pending, expiring }
  }

  /** For good: after it nothing but open holds can end there. Closing it again changes nothing. */
  async function close(
    scope: Scope,
    { id, currency }: Of,
  ): Promise<{ account: NamedAccount; balance: Balance }> {
    const account = await accountOf(scope, id, currency)
    if (!account.user) {
      const message = "only accounts of users can be closed, and this is the currency's own"
      throw invalid({ pointer: '/id', code: 'invalid_account', message })
    }
    await ledger.close(account.id)
    return { account, balance: await ledger.balance(account.id) }
  }

  return { statement, balance, forecast, close }
}

export type Statements = ReturnType<typeof createStatements>
