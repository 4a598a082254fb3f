import mongoose from 'mongoose'
import type { Connection } from 'mongoose'

/** Opens MongoDB. Every write is acknowledged by the majority and journaled; an outage fails a call within seconds. */
export async function connectMongo(url: string, dbName: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    dbName,
    autoIndex: false,
    maxPoolSize: 32,
    serverSelectionTimeoutMS: 4000,
    writeConcern: { w: 'majority', journal: true },
    retryWrites: true,
  })
  return connection.asPromise()
}
