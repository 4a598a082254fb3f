import { withinRange } from '../domain/points.ts'
import { currencyOf, stripeOf } from './account.ts'
import type { Draft } from './append.ts'
import { entryIdOf } from './entry.ts'
import { unopened } from './heads.ts'
import type { Head } from './heads.ts'
import type { Move } from './order.ts'
import type { AccountId } from './types.ts'

export const stripes = 16

/**
 * Sums up what a round issues and takes back, one entry per currency that names the keys it covers. Each round
 * writes to one of several stripes, so that rounds of different processes seldom meet there.
 */
export function createIssuance(heads: ReadonlyMap<AccountId, Head>, stripe: number) {
  const folds = new Map<string, { amount: bigint; covers: string[] }>()

  function foldOf(currency: string) {
    return folds.get(currency) ?? { amount: 0n, covers: [] }
  }

  /** Throws `invalid_request` (`out_of_range`) if a stripe could not hold the sum. */
  function add(key: string, moves: readonly Move[]): void {
    const sums = new Map<string, bigint>()
    for (const { account, amount } of moves) {
      const currency = currencyOf(account)
      sums.set(currency, (sums.get(currency) ?? 0n) + amount)
    }
    for (const [currency, sum] of sums) {
      const head = heads.get(stripeOf(currency, stripe)) ?? unopened
      withinRange(head.balance + withinRange(foldOf(currency).amount + sum))
    }
    for (const [currency, sum] of sums) {
      const { amount, covers } = foldOf(currency)
      folds.set(currency, { amount: amount + sum, covers: [...covers, key] })
    }
  }

  function drafts(newPosting: () => string): Draft[] {
    return [...folds].map(([currency, { amount, covers }]) => {
      const posting = newPosting()
      const _id = entryIdOf(`@issued:${posting}`, 0)
      return {
        _id,
        account: stripeOf(currency, stripe),
        amount,
        posting,
        kind: 'transaction',
        covers,
      }
    })
  }

  return { add, drafts }
}
