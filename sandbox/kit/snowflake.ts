/** Issues ids like X's and Discord's: 64 bits, the time since an epoch first, always rising. */
export function createSnowflakes(epochMilliseconds: number) {
  let last = 0n

  return {
    next(now: number): string {
      const earliest = snowflakeOf(now, epochMilliseconds)
      last = earliest > last ? earliest : last + 1n
      return last.toString()
    },
    reset: () => void (last = 0n),
  }
}

/** The smallest id of a moment; ids below it are older. */
export function snowflakeOf(now: number, epochMilliseconds: number): bigint {
  return BigInt(Math.max(0, Math.floor(now - epochMilliseconds))) << 22n
}
