import { mongo } from 'mongoose'
import type { Model } from 'mongoose'

const duplicateKey = 11000

/** Writes new documents down, as they are, in one command; false for each whose id is there already. */
export async function insertNew<T>(
  { collection }: Pick<Model<unknown>, 'collection'>,
  documents: readonly T[],
): Promise<readonly boolean[]> {
  try {
    await collection.insertMany(documents as never, { ordered: false })
    return documents.map(() => true)
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error
    const failed = [error.writeErrors].flat()
    const other = failed.find(({ code }) => code !== duplicateKey)
    if (other || failed.length === 0) throw error
    const taken = new Set(failed.map(({ index }) => index))
    return documents.map((_document, index) => !taken.has(index))
  }
}
