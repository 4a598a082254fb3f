import type { Board } from './board.ts'

/** A board that is kept, from the moment in which it is asked for. */
export interface Kept {
  board: Board
  /** Settles when it is loaded. */
  ready: Promise<void>
  /** It holds everything that was changed until then, at least. */
  loadedAt: Date
  askedAt: Date
}

export interface Keeping {
  /** How many accounts are kept, all boards together. Only the board asked last may go beyond it. */
  maxAccounts: number
  /** For how long a board is kept that nobody asks. */
  idleMs: number
}

/** What an empty board costs: it takes some kilobytes. */
const leastCost = 256

/** The boards that are kept, the one asked last at the end. */
export function createBoards({ maxAccounts, idleMs }: Keeping) {
  const boards = new Map<string, Kept>()

  function touch(kept: Kept, at: Date): void {
    kept.askedAt = at
    boards.delete(kept.board.currency)
    boards.set(kept.board.currency, kept)
  }

  function remove(kept: Kept): void {
    if (isKept(kept)) boards.delete(kept.board.currency)
  }

  function isKept(kept: Kept): boolean {
    return boards.get(kept.board.currency) === kept
  }

  /** Lets go what nobody asks for, and what is too much. */
  function tidy(at: Date): void {
    let cost = sum([...boards.values()].map(costOf))
    let left = boards.size
    for (const kept of boards.values()) {
      left -= 1
      const isIdle = at.getTime() - kept.askedAt.getTime() > idleMs
      const isTooMuch = cost > maxAccounts && left > 0
      if (!kept.board.isLoaded() || !(isIdle || isTooMuch)) continue
      cost -= costOf(kept)
      remove(kept)
    }
  }

  function size() {
    const all = [...boards.values()].map(({ board }) => board)
    return {
      boards: all.length,
      accounts: sum(all.map((board) => board.count())),
      bytes: sum(all.map((board) => board.size().bytes)),
    }
  }

  return {
    ...{ touch, remove, isKept, tidy, size },
    find: (currency: string) => boards.get(currency),
    clear: () => boards.clear(),
    count: () => boards.size,
  }
}

function costOf({ board }: Kept): number {
  return Math.max(leastCost, board.count())
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
