import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { Child } from '../engines/child.ts'
import { startMongod } from '../engines/mongod.ts'
import { freePort } from '../engines/ports.ts'
import { mountDisk } from './disk.ts'
import type { Disk } from './disk.ts'
import { host } from './hosted.ts'
import type { Hosted } from './hosted.ts'
import { mongoUrlOf } from './mongo-url.ts'

export interface Engine {
  process: Hosted
  /** `host:port`, for what stands in between. */
  address: string
  /** The campaign's own way to it, which no fault lies on. */
  client: mongo.MongoClient
  disk: Disk | undefined
  /** What is stored goes with its disk, unless it is copied. */
  stop: (copyTo?: string) => Promise<void>
}

/**
 * A transaction whose writer is gone keeps its accounts for this long, and for a minute by MongoDB's own choice. All others
 * who write to them are told to come back later meanwhile.
 */
const transactionSeconds = 1

/** A mongod that takes fail points, on a disk that can be full where we may mount one. */
export async function startEngine(dir: string, mayMount: boolean): Promise<Engine> {
  const disk = mayMount ? await mountDisk(join(dir, 'disk')) : undefined
  const port = await freePort()
  const settings = {
    dir: join(dir, 'disk', 'mongo'),
    log: join(dir, 'mongod.log'),
    port,
    testCommands: true,
  }
  const address = `127.0.0.1:${port}`
  const url = mongoUrlOf(address)
  async function start(): Promise<Child> {
    const mongod = await startMongod(settings)
    try {
      await limitTransactions(url)
      return mongod
    } catch (error) {
      await mongod.stop()
      throw error
    }
  }
  try {
    const process = await host('mongod', start)
    const client = await mongoose.mongo.MongoClient.connect(url)
    return {
      process,
      address,
      client,
      disk,
      async stop(copyTo) {
        await client.close()
        await process.end()
        if (disk && copyTo !== undefined) await cp(settings.dir, copyTo, { recursive: true })
        await disk?.unmount()
      },
    }
  } catch (error) {
    await disk?.unmount()
    throw error
  }
}

async function limitTransactions(url: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(url)
  try {
    const setting = { transactionLifetimeLimitSeconds: transactionSeconds }
    await client.db('admin').command({ setParameter: 1, ...setting })
  } finally {
    await client.close()
  }
}
