import { setImmediate as turn } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import { parseAccountId } from '../account.ts'
import { pageIn, rowsOf } from './page.ts'
import type { Page, Row } from './page.ts'

const rowsPerPage = 5_000
const rowsPerTurn = 250

/**
 * Reads all accounts of a currency (`org:website:currency`) as they were at one time of MongoDB's, best first. The index by
 * balance holds all that is asked for, the next page is on its way while one is taken in, and what arrives is read
 * where it lies: to make a million documents of it would cost more than all the rest. Other work has its turn in
 * between. Throws what MongoDB throws, for instance when the reading takes longer than it keeps old states (five minutes).
 */
export async function readAccounts(
  db: mongo.Db,
  currency: string,
  time: mongo.Timestamp,
  take: (row: Row) => void,
): Promise<void> {
  let taken = 0
  for await (const page of pagesOf(db, currency, time)) {
    for (const row of rowsOf(page, currency.length + 1)) {
      take(row)
      if (++taken % rowsPerTurn === 0) await turn()
    }
  }
}

async function* pagesOf(db: mongo.Db, name: string, time: mongo.Timestamp): AsyncGenerator<Page> {
  const session = db.client.startSession({ causalConsistency: false })
  const ask = async (command: mongo.Document): Promise<Page> => {
    const reply = await db.command(command, { session, raw: true, readPreference: 'primary' })
    return pageIn(reply.cursor as Buffer)
  }
  try {
    let next: Promise<Page> | undefined = ask(firstPageOf(name, time))
    while (next) {
      const page: Page = await next
      next = page.cursor === 0n ? undefined : ask(pageAfter(page))
      // It may fail while nobody waits for it yet. It is thrown when its turn comes.
      next?.catch(() => undefined)
      yield page
    }
  } finally {
    await session.endSession()
  }
}

function firstPageOf(name: string, time: mongo.Timestamp): mongo.Document {
  const { org, website, currency } = parseAccountId(`${name}:holds`)
  return {
    find: 'accounts',
    filter: { org, website, currency },
    projection: { balance: 1, since: 1 },
    sort: { balance: -1, since: 1, _id: 1 },
    batchSize: rowsPerPage,
    readConcern: { level: 'snapshot', atClusterTime: time },
  }
}

function pageAfter({ cursor }: Page): mongo.Document {
  return { getMore: cursor, collection: 'accounts', batchSize: rowsPerPage }
}
