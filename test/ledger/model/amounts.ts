export function sum(items: readonly { amount: bigint }[]): bigint {
  return items.reduce((total, { amount }) => total + amount, 0n)
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

export function magnitude(amount: bigint): bigint {
  return most(amount, -amount)
}

export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}
