import { Failure } from './domain/failure.ts'
import type { Ledger, Posted } from './ledger/types.ts'
import type { Metrics } from './metrics.ts'

/** The same ledger, its postings counted by kind and result. */
export function countedLedger(ledger: Ledger, { postings, watchLedger }: Metrics): Ledger {
  watchLedger(ledger)

  function count(kind: string, result: Posted | Failure): void {
    const how = result instanceof Failure ? result.code : result.replayed ? 'replayed' : 'posted'
    postings.inc({ kind, result: how })
  }

  async function counted(kind: string, posted: Promise<Posted>): Promise<Posted> {
    try {
      const result = await posted
      count(kind, result)
      return result
    } catch (error) {
      if (error instanceof Failure) count(kind, error)
      throw error
    }
  }

  return {
    ...ledger,
    post: (posting) => counted(posting.kind, ledger.post(posting)),
    spend: (spending) => counted(spending.kind, ledger.spend(spending)),
    reverse: (reversal) => counted('reversal', ledger.reverse(reversal)),
    hold: (hold) => counted('hold', ledger.hold(hold)),
    capture: (capture) => counted('capture', ledger.capture(capture)),
    void: (hold, reason) => counted('void', ledger.void(hold, reason)),
    async postAll(all) {
      const results = await ledger.postAll(all)
      results.forEach((result, index) => count(all[index]?.kind ?? 'unknown', result))
      return results
    },
  }
}
