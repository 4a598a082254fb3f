import type { Receipt } from './api.ts'
import type { Cast } from './cast.ts'

/** Sends a claim; answers its id at once. */
export async function sendClaim({ api }: Cast, rule: string, userId: string): Promise<string> {
  const path = `/api/loyalty/rules/${rule}/complete`
  const { claimId } = await api.post<{ claimId: string }>(path, { userId })
  return claimId
}

/** Sends a claim and returns its receipt once it is paid. Throws with what became of it instead. */
export async function paidClaim(cast: Cast, rule: string, userId: string): Promise<Receipt> {
  const claim = await sendClaim(cast, rule, userId)
  return cast.api.receiptOnce(claim, 'paid', isPaid)
}

export function isPaid({ status }: Receipt): boolean {
  return status === 'rewarded'
}

/** What a receipt says was paid: the amount and the ledger entry of the user's account. Throws if it is not this. */
export function paymentIn(receipt: Receipt, amount: string): string {
  const { id } = receipt
  const legs = ownLegs(receipt)
  const [leg] = legs
  if (legs.length === 1 && leg?.amount.amount === amount)
    return `${amount} points, entry ${leg.entry}`
  const amounts = legs.map((each) => each.amount.amount).join(', ')
  throw new Error(`claim ${id} was to pay ${amount} once, and paid: ${amounts || 'nothing'}`)
}

/** What was booked on the account of the claim's user, in order. */
export function ownLegs({ userId, ledger }: Receipt): Receipt['ledger']['legs'] {
  return ledger.legs.filter(({ account }) => account.endsWith(`:${userId}`))
}

/** Throws what was expected and what was seen, unless they are the same. */
export function expectSame(what: string, seen: unknown, expected: unknown): void {
  if (JSON.stringify(seen) === JSON.stringify(expected)) return
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, seen ${JSON.stringify(seen)}`)
}
