import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { messageOf } from './errors.mjs'
import { freePort } from './ports.ts'
import { resolve } from './resolve.ts'
import { untilReady } from './wait.ts'

export type MongodOptions = {
  /** The data; kept when it stops, found again at the next start. */
  dir: string
  /** Taken as it is; left out, any free one. */
  port?: number
  log?: string
  /** The executable; left out, it is resolved. */
  path?: string
  /** Opens the door for failpoints, which only tests use. */
  testCommands?: boolean
  cacheGigabytes?: number
}

export type Mongod = Child & { url: string; port: number }

/** Starts a replica set of one, because transactions need one, and returns when it takes writes. */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const { dir, log = join(dir, 'mongod.log') } = options
  const port = options.port ?? (await freePort())
  const command = options.path ?? (await resolve('mongod')).path
  await mkdir(dir, { recursive: true })
  const child = await startChild({ command, args: argumentsOf(options, port), log })
  const host = `127.0.0.1:${port}`
  await untilReady('mongod', child, () => askPrimary(host)).catch((error: unknown) => {
    if (!messageOf(error).includes('DBPathInUse')) throw error
    throw new Error(`${dir} is in use: another mongod runs on it`, { cause: error })
  })
  return { ...child, port, url: `mongodb://${host}/?replicaSet=rs0` }
}

function argumentsOf(
  { dir, testCommands = false, cacheGigabytes = 0.5 }: MongodOptions,
  port: number,
) {
  const settings = [
    // A member that leaves politely waits 15 s for the others to notice, and there are none.
    'shutdownTimeoutMillisForSignaledShutdown=0',
    'diagnosticDataCollectionEnabled=false',
    // What a process that was killed had locked in a transaction is free again after this, instead of a minute.
    'transactionLifetimeLimitSeconds=15',
    ...(testCommands ? ['enableTestCommands=1'] : []),
  ]
  return [
    ...['--dbpath', dir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', 'rs0', '--oplogSize', '1024'],
    ...['--wiredTigerCacheSizeGB', String(cacheGigabytes), '--quiet'],
    ...settings.flatMap((setting) => ['--setParameter', setting]),
  ]
}

async function askPrimary(host: string) {
  // A client that has failed to connect once stays closed, so each question has its own.
  const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 200,
  })
  try {
    return await isPrimary(client, host)
  } finally {
    await client.close()
  }
}

type Client = InstanceType<typeof mongoose.mongo.MongoClient>

async function isPrimary(client: Client, host: string): Promise<boolean> {
  const admin = client.db('admin')
  const { isWritablePrimary } = await admin.command({ hello: 1 })
  if (isWritablePrimary === true) return true
  const state = await replicaSetState(client)
  if (state === 'NotYetInitialized') {
    await admin.command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }] } })
  }
  if (state === 'InvalidReplicaSetConfig') await takeOver(client, host)
  return false
}

async function replicaSetState(client: Client) {
  try {
    await client.db('admin').command({ replSetGetStatus: 1 })
    return 'member'
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError) return error.codeName
    throw error
  }
}

/** The data was last served on another port, and the set that is written in it does not know this one. */
async function takeOver(client: Client, host: string) {
  const known = await client.db('local').collection('system.replset').findOne()
  const version = Number(known?.['version'] ?? 0) + 1
  const config = { _id: 'rs0', version, members: [{ _id: 0, host }] }
  await client.db('admin').command({ replSetReconfig: config, force: true })
}
