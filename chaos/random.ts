export interface Random {
  /** From 0 up to, but not including, 1. */
  next: () => number
  /** A whole number from `low` to `high`, both included. */
  int: (low: number, high: number) => number
  chance: (probability: number) => boolean
  pick: <T>(items: readonly T[]) => T
  shuffled: <T>(items: readonly T[]) => T[]
}

/** The same numbers for the same seed: mulberry32, whose state is 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))

  function pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('there is nothing to pick from')
    return items[int(0, items.length - 1)] as T
  }

  function shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item)
  }

  return { next, int, chance: (probability) => next() < probability, pick, shuffled }
}
