import type { AccountId } from '../src/ledger/types.ts'
import type { Problem } from './request.ts'

/** An entry's place in its account, and when in the client's log it was asked for and first told. */
export interface Booking {
  account: AccountId
  seq: number
  begun: number
  stored: number
}

/**
 * An answer that was given before another call began has the lower seq: going back through an account, nothing may have begun
 * after something that lies above it was answered.
 */
export function orderProblems(bookings: readonly Booking[]): Problem[] {
  const downwards = bookings.toSorted((a, b) => b.seq - a.seq)
  const earliest = new Map<AccountId, Booking>()
  const problems: Problem[] = []
  for (const booking of downwards) {
    const { account, seq, begun } = booking
    const above = earliest.get(account)
    if (above && above.stored < begun) {
      const message = `${account}: entry ${above.seq} was answered before entry ${seq} was asked for`
      problems.push({ kind: 'broken', message })
    }
    if (!above || booking.stored < above.stored) earliest.set(account, booking)
  }
  return problems
}
