import type { mongo } from 'mongoose'
import { createEntryView } from './auditing/entry-view.ts'
import { entriesInOrder } from './auditing/entries-in-order.ts'
import { createProblems } from './auditing/problems.ts'
import type { Problem } from './auditing/problems.ts'
import { createRoundsCheck } from './auditing/rounds-check.ts'
import { createWalk } from './auditing/walk.ts'
import { collectionsOf } from './collections.ts'

export type { Problem } from './auditing/problems.ts'

export interface Audit {
  entries: number
  accounts: number
  /** Per account, what is wrong with its first bad entry; then what is wrong with rounds and currencies. */
  problems: readonly Problem[]
}

export interface AuditOptions {
  db: mongo.Db
  /** Leaves out what is later. */
  at?: Date | undefined
}

/**
 * Reads every entry, account by account, and re-computes it: fields, order, sums, holds, lots, floors, limits, hashes. Rounds
 * are compared with the entries they cover, so that one that is missing or too many shows. Others may go on writing. Memory does not grow with the number of
 * entries.
 */
export async function auditLedger({ db, at }: AuditOptions): Promise<Audit> {
  const collections = collectionsOf(db)
  const problems = createProblems()
  const view = createEntryView()
  const rounds = createRoundsCheck(collections, view, problems, new Date())
  const walk = createWalk(view, problems, [rounds])
  for await (const { page, isLater } of entriesInOrder(collections, at)) {
    if (isLater) rounds.goOnLater()
    for (const start of page.starts) walk.take(page.bytes, start)
    await rounds.flush()
  }
  walk.end()
  await rounds.flush()
  return { ...walk.read, problems: problems.list() }
}
