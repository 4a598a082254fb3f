import { spend } from '../lots.ts'
import type { Lot } from '../lots.ts'

/** What is wrong with the points that expire, given what expired before: spent as they must be, and given as they may be. */
export function lotFlawsOf(
  { amount, lots, spent }: { amount: bigint; lots: readonly Lot[]; spent: readonly Lot[] },
  before: readonly Lot[],
): string[] {
  const due = amount < 0n ? spend(before, -amount) : { left: before, spent: [] }
  const flaws: string[] = []
  if (!areSame(due.spent, spent)) flaws.push('the points spent are not those that expire first')
  const given = givenBetween(due.left, lots)
  const most = amount > 0n ? amount : 0n
  if (given === undefined || given > most) flaws.push('the points that expire do not add up')
  return flaws
}

/** How many points were added that expire; undefined if some are gone, or not in the order of their times. */
function givenBetween(before: readonly Lot[], after: readonly Lot[]): bigint | undefined {
  let matched = 0
  let given = 0n
  let last = -Infinity
  for (const { expiresAt, amount } of after) {
    const time = expiresAt.getTime()
    const old = before[matched]
    const isOld = old !== undefined && old.expiresAt.getTime() === time
    const more = isOld ? amount - old.amount : amount
    if (time <= last || amount <= 0n || more < 0n) return undefined
    if (isOld) matched++
    given += more
    last = time
  }
  return matched === before.length ? given : undefined
}

function areSame(some: readonly Lot[], others: readonly Lot[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ expiresAt, amount }, index) => {
      const other = others[index]
      return other?.amount === amount && other.expiresAt.getTime() === expiresAt.getTime()
    })
  )
}
