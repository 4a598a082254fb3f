import type { mongo } from 'mongoose'
import { pagesOf } from './pages.ts'
import type { Page } from './pages.ts'

export interface StretchesOptions {
  db: mongo.Db
  /** Says as of when. */
  session: mongo.ClientSession
  filter: mongo.Document
  readConcern?: mongo.Document
  /** The place in the index of the first one. */
  begin?: mongo.Document | undefined
}

/** Some entries that lie together and are being read. */
interface Reading {
  pages: AsyncGenerator<Page>
  first: Promise<IteratorResult<Page>>
}

const index = { account: 1, seq: 1 } as const
const stretchLength = 5_000
const stretchesAtOnce = 2

/**
 * Reads entries in the order of accounts and seqs. They are cut into stretches, so that MongoDB can read several at once, each
 * with a thread of its own: to fetch an entry costs it more than to check one costs an audit.
 */
export async function* pagesInStretches(options: StretchesOptions): AsyncGenerator<Page> {
  const readings: Reading[] = []
  const ends = endsOf(options)
  let { begin } = options
  let upcoming = ends.next()
  try {
    for (let isMore = true; isMore || readings.length > 0;) {
      while (isMore && readings.length < stretchesAtOnce) {
        const next = await upcoming
        const end = next.done ? undefined : next.value
        upcoming = ahead(ends)
        readings.push(readingOf(options, begin, end))
        begin = end
        isMore = end !== undefined
      }
      const next = readings.shift()
      if (next) yield* whole(next)
    }
  } finally {
    await Promise.allSettled([upcoming, ...readings.map(({ pages }) => pages.return(undefined))])
  }
}

function readingOf(
  { db, session, filter, readConcern }: StretchesOptions,
  begin: mongo.Document | undefined,
  end: mongo.Document | undefined,
): Reading {
  const find = {
    ...{ find: 'entries', filter, sort: index, hint: index },
    // One more than there are, so that one answer tells that it is all.
    batchSize: stretchLength + 1,
    ...(readConcern && { readConcern }),
    ...(begin && { min: begin }),
    ...(end && { max: end }),
  }
  const pages = pagesOf(db, find, session)
  return { pages, first: ahead(pages) }
}

async function* whole({ pages, first }: Reading): AsyncGenerator<Page> {
  try {
    for (let read = await first; !read.done; read = await pages.next()) yield read.value
  } finally {
    await pages.return(undefined)
  }
}

/** Where one stretch ends and the next one begins; nothing of the last one. */
async function* endsOf({
  db,
  session,
  readConcern,
  begin,
}: StretchesOptions): AsyncGenerator<mongo.Document> {
  for (let place = begin; ;) {
    const answer = await db.command(
      {
        ...{ find: 'entries', sort: index, hint: index, projection: { _id: 0, ...index } },
        ...{ skip: stretchLength, limit: 1, singleBatch: true },
        ...(readConcern && { readConcern }),
        ...(place && { min: place }),
      },
      { session },
    )
    place = (answer as { cursor: { firstBatch: mongo.Document[] } }).cursor.firstBatch[0]
    if (!isPlace(place)) return
    yield place
  }
}

/** Where something else is stored, nothing is cut. */
function isPlace(place: mongo.Document | undefined): place is mongo.Document {
  return typeof place?.['account'] === 'string' && typeof place['seq'] === 'number'
}

/** Asks for the next one before it is waited for. */
function ahead<T>(generator: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = generator.next()
  // It fails where it is awaited; until then nobody listens.
  next.catch(() => undefined)
  return next
}
