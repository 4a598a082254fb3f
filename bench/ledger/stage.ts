import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { mongo } from 'mongoose'
import { startMongod } from '../../engines/mongod.ts'
import { connect } from './contender.ts'
import { createCrew } from './crew.ts'
import type { Crew } from './crew.ts'

/** A mongod of the benchmark's own, and the processes that write to it. */
export interface Stage {
  url: string
  mongodPid: number
  dir: string
  client: mongo.MongoClient
  crew: Crew
  /** Hands out a database, and drops it afterwards. */
  onDatabase: <T>(use: (name: string, db: mongo.Db) => Promise<T>) => Promise<T>
  stop: () => Promise<void>
}

export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-bench-'))
  const mongod = await startMongod({ dir, cacheGigabytes: 1 })
  const client = await connect(mongod.url)
  const crew = createCrew()
  let databases = 0

  async function onDatabase<T>(use: (name: string, db: mongo.Db) => Promise<T>): Promise<T> {
    const name = `bench${(databases += 1)}`
    const db = client.db(name)
    // A checkpoint now, so that none comes later for what an earlier database left to be written.
    await client.db('admin').command({ fsync: 1 })
    try {
      return await use(name, db)
    } finally {
      await db.dropDatabase()
    }
  }

  async function stop() {
    await crew.end()
    await client.close()
    await mongod.stop()
    await rm(dir, { recursive: true, force: true })
  }

  return { url: mongod.url, mongodPid: mongod.pid, dir, client, crew, onDatabase, stop }
}
