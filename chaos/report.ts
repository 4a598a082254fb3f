import type { Round } from './plan.ts'
import type { Problem } from './request.ts'
import type { Share } from './round.ts'

export interface Summary {
  rounds: number
  seed: number
  /** Postings of which a client was told that they are stored. */
  acknowledged: number
  /** Sends of an operation after its first. */
  resent: number
  /** Other bodies under a known key, all refused. */
  conflicts: number
  lost: number
  twice: number
  broken: number
  seconds: number
}

const mostShown = 10

/** Counts what went wrong, and prints a line for every round. */
export function createReport(seed: number, shares: readonly Share[], say: (line: string) => void) {
  const began = Date.now()
  const wrong = { lost: 0, twice: 0, broken: 0 }
  let rounds = 0
  let before = counted()

  function counted() {
    const sum = { acknowledged: 0, resent: 0, conflicts: 0 }
    for (const { side } of shares) {
      sum.acknowledged += side.counted.acknowledged
      sum.resent += side.counted.resent
      sum.conflicts += side.counted.conflicts
    }
    return sum
  }

  function end(problems: readonly Problem[]): void {
    for (const { kind } of problems) wrong[kind] += 1
    for (const { kind, message } of problems.slice(0, mostShown)) say(`  ${kind}: ${message}`)
    if (problems.length > mostShown) say(`  and ${problems.length - mostShown} more`)
  }

  return {
    round({ number, faults }: Round, problems: readonly Problem[], ms: number): void {
      rounds += 1
      const now = counted()
      const titles = faults.map(({ title, atMs, forMs }) => `${title} (${forMs} ms at ${atMs})`)
      const figures = [
        `${now.acknowledged - before.acknowledged} acknowledged`,
        `${now.resent - before.resent} resent`,
        `${problems.length} problems`,
        `${(ms / 1000).toFixed(1)} s`,
      ]
      before = now
      say(
        `${String(number).padStart(4)}  ${titles.join(' + ') || 'no fault'}: ${figures.join(', ')}`,
      )
      end(problems)
    },
    end,
    summary(): Summary {
      const seconds = Math.round((Date.now() - began) / 1000)
      return { rounds, seed, ...counted(), ...wrong, seconds }
    },
  }
}
