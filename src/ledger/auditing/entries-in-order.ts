import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import { documentAt } from './pages.ts'
import type { Page } from './pages.ts'
import { pagesInStretches } from './stretches.ts'

const { MongoServerError } = mongoose.mongo
/** CursorNotFound, SnapshotTooOld, SnapshotUnavailable: what was begun cannot be gone on with. */
const lostCodes: readonly unknown[] = [43, 239, 246]

export interface Stretch {
  page: Page
  /** Whether it is later than what came before it, because MongoDB did not keep that moment. */
  isLater: boolean
}

/**
 * Reads all entries, account by account, as of one moment. MongoDB keeps a moment for 5 minutes by default; after that
 * the rest is read as it is by then. `until` leaves out what is later.
 */
export async function* entriesInOrder(
  { db }: Collections,
  until: Date | undefined,
): AsyncGenerator<Stretch> {
  const filter = until ? { at: { $lte: until } } : {}
  let last: mongo.Document | undefined
  const snapshot = db.client.startSession({ snapshot: true })
  try {
    for await (const page of pagesInStretches({ db, session: snapshot, filter })) {
      yield { page, isLater: false }
      last = lastOf(page) ?? last
    }
    return
  } catch (error) {
    if (!isLost(error)) throw error
  } finally {
    await snapshot.endSession()
  }
  yield* entriesAfter(db, filter, last)
}

async function* entriesAfter(
  db: mongo.Db,
  filter: mongo.Document,
  last: mongo.Document | undefined,
): AsyncGenerator<Stretch> {
  const session = db.client.startSession({ causalConsistency: false })
  const readConcern = { level: 'majority' }
  const begin = last && placeOf(last)
  try {
    let isFirst = last !== undefined
    for await (const page of pagesInStretches({ db, session, filter, readConcern, begin })) {
      const { bytes, starts } = page
      // The place to go on at is that of the last entry that was read.
      yield { page: { bytes, starts: isFirst ? starts.slice(1) : starts }, isLater: true }
      isFirst = false
    }
  } finally {
    await session.endSession()
  }
}

function lastOf({ bytes, starts }: Page): mongo.Document | undefined {
  const at = starts.at(-1)
  return at === undefined ? undefined : documentAt(bytes, at)
}

/** Of the types that are stored, whatever they are: MongoDB tells 1 from '1' in the order of an index. */
function placeOf(document: mongo.Document): mongo.Document {
  const { account, seq }: { account?: unknown; seq?: unknown } = document
  return { account, seq }
}

function isLost(error: unknown): boolean {
  return error instanceof MongoServerError && lostCodes.includes(error.code)
}
