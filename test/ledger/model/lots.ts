import { least, sum } from './amounts.ts'

/** Points that expire together. */
export interface Lot {
  day: number
  amount: bigint
}

/** What of these points is spent first: what expires soonest. */
export function firstOf(lots: readonly Lot[], amount: bigint): Lot[] {
  let due = amount
  return lots.flatMap(({ day, amount: size }) => {
    const part = least(due, size)
    due -= part
    return part > 0n ? [{ day, amount: part }] : []
  })
}

/** Points that expire on one day are one lot. */
export function added(lots: readonly Lot[], more: readonly Lot[]): Lot[] {
  const all = [...lots, ...more]
  const days = [...new Set(all.map(({ day }) => day))].sort((a, b) => a - b)
  return days.map((day) => ({ day, amount: sum(all.filter((lot) => lot.day === day)) }))
}

export function without(lots: readonly Lot[], gone: readonly Lot[]): Lot[] {
  const left = lots.map(({ day, amount }) => {
    return { day, amount: amount - sum(gone.filter((lot) => lot.day === day)) }
  })
  return left.filter(({ amount }) => amount > 0n)
}

export function dueOn(day: number, lots: readonly Lot[]): bigint {
  return sum(lots.filter((lot) => lot.day <= day))
}
