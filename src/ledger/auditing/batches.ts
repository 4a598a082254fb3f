import { setImmediate as turn } from 'node:timers/promises'
import type { mongo } from 'mongoose'

/** Yields what a cursor finds in batches, and asks for the next one while the last one is looked at. */
export async function* batchesOf<T>(cursor: mongo.FindCursor<T>): AsyncGenerator<readonly T[]> {
  try {
    let more = cursor.hasNext()
    while (await more) {
      const batch = cursor.readBufferedDocuments()
      more = cursor.hasNext()
      // It fails where it is awaited; until then nobody listens.
      more.catch(() => undefined)
      await turn()
      yield batch
    }
  } finally {
    await cursor.close()
  }
}
