import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from '@jest/globals'
import type { Connection } from 'mongoose'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { connectMongo } from '../../src/store/connect.ts'
import { createStore } from '../../src/store/index.ts'
import type { Store } from '../../src/store/index.ts'

export interface Database {
  connection: Connection
  store: Store
  ledger: Ledger
}

/** A database of the test file's own on the real mongod, gone when the file is done. */
export function useDatabase(): Database {
  const database = {} as Database
  beforeAll(async () => {
    const name = `test_${randomBytes(6).toString('hex')}`
    database.connection = await connectMongo(mongoUrl(), name)
    const client = database.connection.getClient()
    database.store = await createStore(database.connection)
    database.ledger = createLedger({ db: client.db(name), client })
  })
  afterAll(async () => {
    await database.connection.dropDatabase()
    await database.connection.close()
  })
  return database
}

export function mongoUrl(): string {
  const url = process.env.MONGO_URL
  if (!url) throw new Error('MONGO_URL must name a MongoDB replica set; npm test starts one')
  return url
}
