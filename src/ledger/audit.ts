import type { mongo } from 'mongoose'
import { createEntryView } from './auditing/entry-view.ts'
import { createHoldsCheck } from './auditing/holds-check.ts'
import { createListedCheck } from './auditing/listed-check.ts'
import { createProblems } from './auditing/problems.ts'
import type { Problem } from './auditing/problems.ts'
import { createRootsCheck } from './auditing/roots-check.ts'
import { createRoundsCheck } from './auditing/rounds-check.ts'
import { storedIn } from './auditing/stored.ts'
import type { Stored } from './auditing/stored.ts'
import { createWalk } from './auditing/walk.ts'

export type { Problem } from './auditing/problems.ts'

export interface Audit {
  entries: number
  accounts: number
  /** How many days have a root. */
  roots: number
  /** It covers all before it: whoever kept it can tell whether anything up to the end of its day was changed. */
  lastRoot?: { day: string; root: string }
  /** Per account, what is wrong with its first bad entry; then what is wrong with rounds, holds, lists and roots. */
  problems: readonly Problem[]
}

export interface AuditOptions {
  db: mongo.Db
  /** Leaves out what is later, and the lists of what is held and of accounts, which are of now. */
  at?: Date | undefined
}

/**
 * Reads every entry, account by account, and re-computes it: fields, order, sums, holds, lots, floors, limits, hashes. Rounds
 * are compared with the entries they cover, so that one that is missing or too many shows; the lists of what is held and
 * of accounts with the entries they came of; the roots of days with the entries of their accounts. Others may go on
 * writing meanwhile. Memory does not grow with the number of entries.
 */
export async function auditLedger({ db, at }: AuditOptions): Promise<Audit> {
  return auditStored(storedIn(db), at)
}

/** The same of whatever is stored. */
export async function auditStored(stored: Stored, at?: Date): Promise<Audit> {
  const problems = createProblems()
  const view = createEntryView()
  const rounds = createRoundsCheck(stored, view, problems, new Date())
  const { roots, lastRoot, ...rootsCheck } = await createRootsCheck(stored, view, problems, at)
  const lists = at
    ? []
    : [createHoldsCheck(stored, view, problems), createListedCheck(stored, problems)]
  const flushed = [rounds, ...lists]
  const walk = createWalk(view, problems, [...flushed, rootsCheck])

  for await (const { page, isLater } of stored.entriesInOrder(at)) {
    if (isLater) rounds.goOnLater()
    for (const start of page.starts) walk.take(page.bytes, start)
    for (const check of flushed) await check.flush()
  }
  walk.end()
  for (const check of [...flushed, rootsCheck]) await check.end()
  return { ...walk.read, roots, ...(lastRoot && { lastRoot }), problems: problems.list() }
}
