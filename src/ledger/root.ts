import { hash } from 'node:crypto'
import type { mongo } from 'mongoose'
import { leafHashOf } from './merkle.ts'
import type { AccountId } from './types.ts'

/** Where an account stood when a day ended. */
export interface Leaf {
  account: AccountId
  seq: number
  hash: string
}

/**
 * One hash for everything that was written up to the end of a day. Its tree has a leaf for every account that moved since
 * the root before, in the order of their names, and it covers that root: so the last one covers the heads of all accounts.
 */
export interface Root {
  /** A UTC day, as in 2026-01-31. */
  _id: string
  tree: string
  /** The root before, '' for the first one. */
  previous: string
  root: string
  /** Under which its leaves are kept. */
  pages: string
  madeAt: Date
}

/** A part of a tree that is a tree of its own: the same number of leaves on each, but for the last one. */
export interface RootPage {
  /** The name of all pages of its root, and its number. */
  _id: string
  pages: string
  /** The account of its first leaf. */
  first: AccountId
  leaves: Leaf[]
  hash: string
}

/** A power of two, so that pages are whole subtrees. */
export const leavesPerPage = 1024

export function rootsOf(db: mongo.Db) {
  const options = {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
  } as const
  return {
    roots: db.collection<Root>('roots', options),
    pages: db.collection<RootPage>('rootPages', options),
  }
}

export type Roots = ReturnType<typeof rootsOf>

export async function prepareRoots({ pages }: Roots): Promise<void> {
  await pages.createIndex({ pages: 1, first: 1 }, { unique: true })
}

export function hashOfLeaf({ account, seq, hash }: Leaf): string {
  return leafHashOf(JSON.stringify([account, seq, hash]))
}

/** What a day is published as: its tree, and the root before, behind a 2. */
export function hashOfRoot({ _id, tree, previous }: Pick<Root, '_id' | 'tree' | 'previous'>) {
  return hash('sha256', `\x02${JSON.stringify([_id, tree, previous])}`, 'base64url')
}

const dayMs = 86_400_000

/** Writers' clocks differ, and a round that was begun before midnight may be written after it. */
const graceMs = 10 * 60_000

/** The UTC day of a time. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** The first moment after a day. */
export function endOfDay(day: string): Date {
  return new Date(Date.parse(day) + dayMs)
}

export function dayAfter(day: string): string {
  return dayOf(endOfDay(day))
}

/** From when on the root of a day is made. */
export function dueAt(day: string): Date {
  return new Date(endOfDay(day).getTime() + graceMs)
}

/** The last day whose root is due. */
export function lastDayDue(now: Date): string {
  return dayOf(new Date(now.getTime() - graceMs - dayMs))
}
