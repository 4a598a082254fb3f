import { deepStrictEqual, ok } from 'node:assert/strict'
import type { Posted } from '../../../src/ledger/types.ts'

/** Sees to it that everybody is told the same of a posting, and that only one is told that it was theirs. */
export function createAnswers() {
  const told = new Map<string, { entries: Posted['entries']; isDone: boolean }>()

  return function hear({ posting, entries, replayed }: Posted): void {
    const before = told.get(posting)
    if (before) deepStrictEqual(entries, before.entries, posting)
    ok(replayed || !before?.isDone, `${posting} was done twice`)
    told.set(posting, { entries, isDone: !replayed || before?.isDone === true })
  }
}
