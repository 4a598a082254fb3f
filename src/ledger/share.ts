/** A signed amount on something that must balance within its group. */
export interface Share {
  group: string
  amount: bigint
}

/**
 * Takes a part of amounts that sum to zero per group, so that the parts do too. `totalOf` says how much of a group's
 * total (the sum of its positive amounts) is taken. Every part has its amount's sign and is at most one unit
 * above its exact share.
 */
export function partOf(
  shares: readonly Share[],
  totalOf: (group: string, total: bigint) => bigint,
): bigint[] {
  const totals = totalsOf(shares)
  const passed = new Map<string, bigint>()
  return shares.map(({ group, amount }) => {
    if (amount === 0n) return 0n
    const total = totals.get(group) ?? 0n
    const taken = totalOf(group, total)
    const side = `${amount > 0n}${group}`
    const before = passed.get(side) ?? 0n
    const after = before + magnitude(amount)
    passed.set(side, after)
    // Rounding the running sum, not each amount, makes both sides come out at exactly `taken`.
    const part = (after * taken) / total - (before * taken) / total
    return amount > 0n ? part : -part
  })
}

export function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}

export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

function totalsOf(shares: readonly Share[]): Map<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const { group, amount } of shares) {
    if (amount > 0n) totals.set(group, (totals.get(group) ?? 0n) + amount)
  }
  return totals
}
