import { ownerTypeOf } from '../src/ledger/account.ts'
import type { AccountId, Entry } from '../src/ledger/types.ts'
import { countersIn } from './calls.ts'
import type { Report } from './request.ts'

/** What holds in every account, whatever anybody was told. */
export function createLaws(report: Report) {
  const limits = new Map<AccountId, bigint>()

  /** Learns the limits of caps and budgets from those who move them. */
  function hear(call: unknown): void {
    for (const { account, limit } of countersIn(call)) limits.set(account, limit)
  }

  function look({ account, seq, balance, held }: Entry, before: number): void {
    if (seq !== before + 1) report('broken', `${account}: ${seq} follows ${before}`)
    if (balance > (limits.get(account) ?? balance))
      report('broken', `${account}: entry ${seq} passes the limit`)
    if (ownerTypeOf(account) === 'user' && balance < held)
      report('broken', `${account}: entry ${seq} crosses the floor`)
  }

  return { hear, look }
}
