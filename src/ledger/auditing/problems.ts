import type { AccountId } from '../types.ts'

export interface Problem {
  /** Or what else it is about: a currency, a day. */
  account: AccountId
  /** 0 if it is the matter of no single entry. */
  seq: number
  problem: string
}

const mostListed = 1_000

/** Lists problems, and counts those that are too many to be listed. */
export function createProblems() {
  const listed: Problem[] = []
  let count = 0

  function report(account: AccountId, seq: number, problem: string): void {
    count++
    if (listed.length < mostListed) listed.push({ account, seq, problem })
  }

  function list(): readonly Problem[] {
    if (count === listed.length) return listed
    const problem = `${count - listed.length} more problems were found`
    return [...listed, { account: '', seq: 0, problem }]
  }

  return { report, list, count: () => count }
}

export type Problems = ReturnType<typeof createProblems>
