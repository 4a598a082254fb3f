import { beforeAll, beforeEach, expect, it } from '@jest/globals'
import { drainId, inboxShards } from '../../../src/domain/names.ts'
import { createDoorbell } from '../../../src/engine/doorbell.ts'
import { shardOf } from '../../../src/engine/inbox-lane.ts'
import { useDatabase } from '../../support/mongo.ts'
import { factOf, factsOf, openInbox, takeAll } from './support.ts'

const database = useDatabase()
let time = Date.now()
let started: string[] = []
let isDown = false
const shards = () => database.store.inbox.shards

const client = {
  workflow: {
    async signalWithStart(_name: string, { workflowId }: { workflowId: string }) {
      if (isDown) throw Object.assign(new Error('no answer'), { name: 'ServiceError' })
      started.push(workflowId)
    },
  },
}
const ring = (more: object = {}) =>
  createDoorbell({
    ...{ client: client as never, store: database.store, log: { warn() {} } },
    ...{ now: () => new Date(time), silentMs: 60_000, ...more },
  })

beforeAll(() => shards().ensure(inboxShards, new Date()))
beforeEach(async () => {
  await takeAll(database.store)
  for (let shard = 0; shard < inboxShards; shard++) {
    await shards().setIdle(shard, true, new Date(time))
  }
  started = []
  isDown = false
  time = Date.now()
})

const fact = factOf('rung', 'rung')
const own = shardOf(fact)

it('rings only where something was written, and only where nobody is at it', async () => {
  await ring().ring(new Set([1, 3]))
  expect(started).toEqual([drainId(1), drainId(3)])
  await ring().ring(new Set([1, 2, 3]))
  expect(started.slice(2)).toEqual([drainId(2)])
})

it('one of many who ring at once starts the folding', async () => {
  await Promise.all(Array.from({ length: 10 }, () => ring().ring(new Set([0]))))
  expect(started).toEqual([drainId(0)])
})

it('says how far everything is folded also when Temporal does not answer, and rings again the next time', async () => {
  isDown = true
  const states = await ring().ring(new Set([0, 1]))
  expect(states).toHaveLength(inboxShards)
  isDown = false
  await ring().ring(new Set([0, 1]))
  expect(started.toSorted()).toEqual([drainId(0), drainId(1)])
})

it('a ringer that died after it said that it rings is made up for, when it was silent for long', async () => {
  await shards().setIdle(2, false, new Date(time))
  time += 59_000
  expect(await ring().ringForLost()).toBe(0)
  time += 2_000
  expect(await ring().ringForLost()).toBe(1)
  expect(started).toEqual([drainId(2)])
})

it('how long that is can be said', async () => {
  await shards().setIdle(2, false, new Date(time))
  time += 3_000
  expect(await ring({ silentMs: 2_000 }).ringForLost()).toBe(1)
})

it('one that died before it rang is made up for at once', async () => {
  const inbox = openInbox(database.store)
  await inbox.put([fact, ...factsOf(5, 'rung-more', 'rung')])
  await inbox.drain()
  expect(await ring().ringForLost()).toBe(1)
  expect(started).toEqual([drainId(own)])
  expect(await shards().find(own)).toMatchObject({ idle: false })
  await takeAll(database.store)
})

it('what could not be made up for is made up for the next time', async () => {
  for (const shard of [0, 1, 2]) await shards().setIdle(shard, false, new Date(time))
  time += 61_000
  isDown = true
  await expect(ring().ringForLost()).rejects.toThrow('no answer')
  isDown = false
  expect(await ring().ringForLost()).toBe(3)
})

it('nothing is rung for where nothing is to be done', async () => {
  expect(await ring().ringForLost()).toBe(0)
  expect(started).toEqual([])
})
