import { setImmediate as turn } from 'node:timers/promises'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { endOfName, long } from './bson.ts'

/** Some documents as MongoDB sent them, one behind the other. */
export interface Page {
  bytes: Buffer
  /** Where each document starts. */
  starts: readonly number[]
}

const { BSON } = mongoose.mongo

interface Reply {
  cursor: bigint
  page: Page
}

/** One document of a page, of whatever types. */
export function documentAt(bytes: Buffer, at: number): mongo.Document {
  const document = bytes.subarray(at, at + bytes.readInt32LE(at))
  return BSON.deserialize(document, { promoteValues: false })
}

/**
 * Runs a `find` and yields what it finds, page by page, as bytes; the next page is on its way while one is looked at. The
 * driver's own cursors make several objects per document, and that is half of what reading one costs.
 */
export async function* pagesOf(
  db: mongo.Db,
  find: mongo.Document & { find: string; batchSize: number },
  session: mongo.ClientSession,
): AsyncGenerator<Page> {
  const ask = async (command: mongo.Document) =>
    replyOf((await db.command(command, { raw: true, session })).cursor)
  let reply = await ask(find)
  try {
    while (reply.cursor !== 0n) {
      const { cursor, page } = reply
      const next = ask({ getMore: cursor, collection: find.find, batchSize: find.batchSize })
      // It fails where it is awaited; until then nobody listens.
      next.catch(() => undefined)
      await turn()
      yield page
      reply = await next
    }
    yield reply.page
  } finally {
    if (reply.cursor !== 0n) await forget(db, find.find, reply.cursor, session)
  }
}

/** A cursor that is not read to its end would stay for ten minutes. */
async function forget(db: mongo.Db, name: string, cursor: bigint, session: mongo.ClientSession) {
  await db.command({ killCursors: name, cursors: [cursor] }, { session })
}

/** Takes apart what `find` and `getMore` answer: the cursor's id, and the first or the next batch. */
function replyOf(answer: unknown): Reply {
  if (!Buffer.isBuffer(answer)) throw new Error('MongoDB answered without a cursor')
  let cursor = 0n
  const starts: number[] = []
  for (let at = 4; answer[at] !== 0;) {
    const type = answer[at]
    at = endOfName(answer, at + 1) + 1
    if (type === long.type) {
      cursor = answer.readBigInt64LE(at)
      at += 8
    } else if (type === array) {
      addStarts(starts, answer, at)
      at += answer.readInt32LE(at)
    } else if (type === string) at += 4 + answer.readInt32LE(at)
    else at += type === timestamp ? 8 : 1
  }
  return { cursor, page: { bytes: answer, starts } }
}

const array = 0x04
const string = 0x02
const timestamp = 0x11

function addStarts(starts: number[], bytes: Buffer, batchAt: number): void {
  for (let at = batchAt + 4; bytes[at] !== 0;) {
    at = endOfName(bytes, at + 1) + 1
    starts.push(at)
    at += bytes.readInt32LE(at)
  }
}
