import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import { startMongod } from '../../engines/mongod.ts'
import type { Mongod } from '../../engines/mongod.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-mongod-'))
})

afterAll(() => rm(dir, { recursive: true }))

it('mongod keeps its data over a stop, a kill -9 and a move to another port', async () => {
  let mongod = await startMongod({ dir })
  await write(mongod, 1)
  await mongod.stop()
  mongod = await startMongod({ dir, port: mongod.port })
  await write(mongod, 2)
  mongod.kill('SIGKILL')
  expect(await mongod.exited).toBe(137)
  mongod = await startMongod({ dir })
  await write(mongod, 3)
  expect(await read(mongod)).toEqual([1, 2, 3])
  await mongod.stop()
})

it('mongod has transactions, and failpoints only when asked', async () => {
  const plain = await startMongod({ dir })
  await expect(failpoint(plain)).rejects.toThrow('configureFailPoint')
  await plain.stop()
  const open = await startMongod({ dir, testCommands: true })
  await failpoint(open)
  await open.stop()
})

it('a second mongod on the same data says why it does not start', async () => {
  const first = await startMongod({ dir })
  await expect(startMongod({ dir })).rejects.toThrow(`${dir} is in use`)
  await first.stop()
})

// Every write is a transaction, since those need the replica set.
function write(mongod: Mongod, n: number) {
  return withClient(mongod, (client) =>
    client.withSession((session) =>
      session.withTransaction(() => numbers(client).insertOne({ n }, { session })),
    ),
  )
}

function read(mongod: Mongod) {
  return withClient(mongod, async (client) => {
    const found = await numbers(client).find().sort({ n: 1 }).toArray()
    return found.map(({ n }) => n)
  })
}

function failpoint(mongod: Mongod) {
  const command = { configureFailPoint: 'failCommand', mode: 'off' }
  return withClient(mongod, (client) => client.db('admin').command(command))
}

type Client = InstanceType<typeof mongoose.mongo.MongoClient>

function numbers(client: Client) {
  return client.db('test').collection<{ n: number }>('numbers')
}

async function withClient<T>({ url }: Mongod, use: (client: Client) => Promise<T>) {
  const client = await mongoose.mongo.MongoClient.connect(url)
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}
