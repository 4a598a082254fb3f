import { accountId, budgetOwnerOf, capOwnerOf } from '../src/ledger/account.ts'
import type { AccountId, Counter } from '../src/ledger/types.ts'

/** The programme that the campaign's clients book in. */
const programme = { org: 'org_chaos', website: 'web_chaos' }
const currencies = ['gold', 'silver'] as const
export type Currency = (typeof currencies)[number]

/** Half of all operations meet on these. */
export const hotUsers = times(4, (index) => `hot${index}`)
export const otherUsers = times(120, (index) => `usr${index}`)

export const capLimit = 150n
export const budgetLimit = 4_000n

export function accountOf(owner: string, currency: Currency): AccountId {
  return accountId({ ...programme, currency, owner })
}

export function userAccounts(): AccountId[] {
  const users = [...hotUsers, ...otherUsers]
  return currencies.flatMap((currency) => users.map((user) => accountOf(user, currency)))
}

/** What one user may get from a rule in a window, and what the rule may give in it. */
export function countersOf(
  user: string,
  currency: Currency,
  window: string,
  amount: bigint,
): Counter[] {
  const rule = 'rul_chaos'
  const cap = accountOf(capOwnerOf({ rule, user, window }), currency)
  const budget = accountOf(budgetOwnerOf({ rule, window }), currency)
  return [
    { account: cap, amount, limit: capLimit },
    { account: budget, amount, limit: budgetLimit },
  ]
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
