import { minorOf } from '../domain/points.ts'
import { windowOf } from '../domain/window.ts'
import { accountId, capOwnerOf } from '../ledger/account.ts'
import type { AccountId } from '../ledger/types.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { RuleRecord } from '../store/rules.ts'

/** The account that counts what one user got from one rule in one window of its cap, and how far it may go (minor units). */
export function capOf(
  { _id, org, website }: Pick<RuleRecord, '_id' | 'org' | 'website'>,
  rule: CommonRule,
  user: string,
  decimals: number,
  at: Date,
): { account: AccountId; limit: bigint } | undefined {
  const {
    maxAmountPerInterval: most,
    maxAmountInterval: interval,
    loyaltyCurrencyId: currency,
  } = rule
  if (most == null || interval == null || currency == null) return undefined

  const { key } = windowOf(interval, new Date(rule.startTime), at)
  const owner = capOwnerOf({ rule: _id, user, window: `${interval}-${key}` })
  return {
    account: accountId({ org, website, currency, owner }),
    limit: minorOf(most, decimals, '/maxAmountPerInterval'),
  }
}
