import type { Expiring } from './types.ts'

/** Points of an account that expire together, in positive minor units. */
export type Lot = Expiring

export const mostLots = 400

/** Whether an account has a place for points that expire then. */
export function hasPlace(lots: readonly Lot[], { expiresAt }: Pick<Lot, 'expiresAt'>): boolean {
  const time = expiresAt.getTime()
  return lots.length < mostLots || lots.some((lot) => lot.expiresAt.getTime() === time)
}

/** Adds points that expire; those that expire at the same time are one lot. */
export function withLot(lots: readonly Lot[], { expiresAt, amount }: Lot): readonly Lot[] {
  const at = lots.findIndex((lot) => lot.expiresAt >= expiresAt)
  const next = lots[at]
  if (next && next.expiresAt.getTime() === expiresAt.getTime()) {
    return lots.with(at, { expiresAt, amount: next.amount + amount })
  }
  return lots.toSpliced(at === -1 ? lots.length : at, 0, { expiresAt, amount })
}

/** Spends points: those that expire soonest go first, then those that do not expire at all. */
export function spend(lots: readonly Lot[], amount: bigint) {
  const left: Lot[] = []
  const spent: Lot[] = []
  let due = amount
  for (const { expiresAt, amount: size } of lots) {
    const taken = due < size ? due : size
    if (taken > 0n) spent.push({ expiresAt, amount: taken })
    if (taken < size) left.push({ expiresAt, amount: size - taken })
    due -= taken
  }
  return { left, spent }
}

/** What is left to expire of points that are given to an account in debt: it is paid first, as any debit is. */
export function afterDebt(lots: readonly Lot[], balance: bigint): readonly Lot[] {
  return balance < 0n ? spend(lots, -balance).left : lots
}

/**
 * Which points come back when a part of a debit is undone, `done` of it having been undone before: those that were
 * spent last come first, so that what remains is what a smaller debit would have spent.
 */
export function comingBack(
  spent: readonly Lot[],
  { whole, done, part }: { whole: bigint; done: bigint; part: bigint },
): readonly Lot[] {
  const still = spend(spent, whole - done).spent
  return spend(still, whole - done - part).left
}

/** How much of it has expired by then. */
export function dueOf(lots: readonly Lot[], at: Date): bigint {
  return lots.reduce((sum, lot) => (lot.expiresAt <= at ? sum + lot.amount : sum), 0n)
}
