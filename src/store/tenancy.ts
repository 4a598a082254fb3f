import type { Schema } from 'mongoose'

const queries = [
  'countDocuments',
  'deleteMany',
  'deleteOne',
  'distinct',
  'find',
  'findOne',
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndUpdate',
  'replaceOne',
  'updateMany',
  'updateOne',
] as const

/**
 * Refuses a query that does not name its organization, so that a forgotten filter is an error and not a leak.
 * Housekeeping over all organizations says so with the query option `allOrgs`.
 */
export function tenancy(schema: Schema): void {
  schema.pre([...queries], function () {
    const { allOrgs } = this.getOptions() as { allOrgs?: boolean }
    if (!allOrgs && this.getFilter().org === undefined) {
      throw new Error(`a query on ${this.model.collection.name} names no organization`)
    }
  })
}
