import type { mongo } from 'mongoose'
import { entriesInOrder } from './auditing/entries-in-order.ts'
import { createEntryView } from './auditing/entry-view.ts'
import { createHoldsCheck } from './auditing/holds-check.ts'
import { createListedCheck } from './auditing/listed-check.ts'
import { createProblems } from './auditing/problems.ts'
import type { Problem } from './auditing/problems.ts'
import { createRootsCheck } from './auditing/roots-check.ts'
import { createRoundsCheck } from './auditing/rounds-check.ts'
import { createWalk } from './auditing/walk.ts'
import { collectionsOf } from './collections.ts'

export type { Problem } from './auditing/problems.ts'

export interface Audit {
  entries: number
  accounts: number
  /** How many days have a root. */
  roots: number
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
  const collections = collectionsOf(db)
  const problems = createProblems()
  const view = createEntryView()
  const rounds = createRoundsCheck(collections, view, problems, new Date())
  const roots = await createRootsCheck(collections, problems, at)
  const lists = at
    ? []
    : [createHoldsCheck(collections, view, problems), createListedCheck(collections, problems)]
  const walk = createWalk(view, problems, [rounds, roots, ...lists])

  for await (const { page, isLater } of entriesInOrder(collections, at)) {
    if (isLater) rounds.goOnLater()
    for (const start of page.starts) walk.take(page.bytes, start)
    for (const check of [rounds, ...lists]) await check.flush()
  }
  walk.end()
  await rounds.flush()
  for (const list of lists) await list.end()
  return { ...walk.read, roots: await roots.end(), problems: problems.list() }
}
