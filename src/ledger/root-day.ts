import mongoose from 'mongoose'
import { createRootPages } from './root-pages.ts'
import { endOfDay, hashOfRoot } from './root.ts'
import type { Leaf, Roots } from './root.ts'

/** Where an account stood at some time. */
export interface Standing extends Leaf {
  /** Milliseconds, of its last entry. */
  at: number
}

/** Gathers where all accounts stood at the end of a day, and makes the day's root of it. `since` ends the day of the root before. */
export function createRootDay(stores: Roots, day: string, since: number) {
  const pages = createRootPages(stores, day)

  async function take({ at, ...leaf }: Standing): Promise<void> {
    if (at >= since) await pages.add(leaf)
  }

  /** The day's root. If somebody else was faster, theirs: of what they read, which may be less than was there now. */
  async function finish(previous: string, madeAt: Date): Promise<string> {
    const covered = { _id: day, previous, ...(await pages.end()) }
    const root = hashOfRoot(covered)
    try {
      await stores.roots.insertOne({ ...covered, root, madeAt })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await pages.forget('own')
      return (await stores.roots.findOne({ _id: day }))?.root ?? root
    }
    await pages.forget('others')
    return root
  }

  return { end: endOfDay(day), take, finish }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11_000
}
