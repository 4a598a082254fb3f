/** The value below which `share` of the others lie; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Runs `work` for each index below `count`, `abreast` at a time. */
export async function inParallel(
  count: number,
  abreast: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  async function walk() {
    for (let index = next++; index < count; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: abreast }, walk))
}
