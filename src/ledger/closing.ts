import { checkUserAccount } from './checks.ts'
import { allOrNothing } from './order.ts'
import type { Order } from './order.ts'
import type { AccountId } from './types.ts'

/** Closes an account for good: after it nothing but open holds can end there. */
export function orderOfClosing(account: AccountId): Order {
  const closed = checkUserAccount(account)
  return {
    key: `@close:${account}`,
    mayCut: false,
    content: { kind: 'adjustment', legs: [{ account, amount: 0n }] },
    note: { kind: 'adjustment', reason: 'closed' },
    accounts: [closed],
    plan: () => allOrNothing([{ account: closed, amount: 0n, closes: true, pointer: '/account' }]),
  }
}
