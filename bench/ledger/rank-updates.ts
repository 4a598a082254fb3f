import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import mongoose from 'mongoose'
import { projectedOf } from '../../src/ledger/project.ts'

// A thread that writes to `accounts` what the projection would write, until it is told to end. The last of `accounts` is
// left alone, so that somebody knows where it stands.

export interface UpdateJob {
  url: string
  database: string
  /** The accounts are named by this and a number below `count`. */
  prefix: string
  count: number
  perSecond: number
}

const turnsPerSecond = 10

const { url, database, prefix, count, perSecond } = workerData as UpdateJob
const client = await mongoose.mongo.MongoClient.connect(url)
const accounts = projectedOf(client.db(database))
let isOver = false
parentPort?.once('message', () => {
  isOver = true
})

let written = 0
const began = performance.now()
while (!isOver) {
  const at = new Date()
  const batch = Array.from({ length: perSecond / turnsPerSecond }, () => {
    const _id = prefix + String(Math.floor(Math.random() * count)).padStart(12, '0')
    const balance = BigInt(Math.floor(Math.random() * 1_000_000))
    return {
      updateOne: { filter: { _id }, update: { $set: { balance, since: at, updatedAt: at } } },
    }
  })
  await accounts.bulkWrite(batch, { ordered: false })
  written += batch.length
  const next = began + (written / perSecond) * 1000
  await delay(Math.max(0, next - performance.now()))
}
await client.close()
parentPort?.postMessage(written / ((performance.now() - began) / 1000))
