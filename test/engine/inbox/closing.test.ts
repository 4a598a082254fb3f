import { beforeAll, expect, it } from '@jest/globals'
import { inboxShards } from '../../../src/domain/names.ts'
import { eventually } from '../../support/eventually.ts'
import { useDatabase } from '../../support/mongo.ts'
import { factOf, factsOf, openInbox, takeAll } from './support.ts'

const database = useDatabase()
beforeAll(() => database.store.inbox.shards.ensure(inboxShards, new Date()))

it('writes what it took, rings for it, and takes no more', async () => {
  const rung = new Set<number>()
  const inbox = openInbox(database.store, {
    async ring(shards) {
      const states = await database.store.inbox.shards.list()
      shards.forEach((shard) => rung.add(shard))
      return states
    },
  })
  const taken = Array.from({ length: 30 }, (_, index) =>
    inbox.put(factsOf(20, `c${index}`, `${index}`)),
  )
  const closed = inbox.drain()
  await expect(inbox.put([factOf('too-late')])).rejects.toMatchObject({ code: 'unavailable' })
  await closed
  expect(inbox.waiting()).toBe(0)
  expect(rung.size).toBe(inboxShards)
  expect((await Promise.all(taken)).flat()).toEqual(Array(600).fill(true))
  expect(await takeAll(database.store)).toHaveLength(600)
  await inbox.drain()
})

it('rings for the last it wrote also when it is being closed while it rings for what was before', async () => {
  let asked = 0
  const answers: (() => void)[] = []
  const rung: number[][] = []
  const inbox = openInbox(database.store, {
    ring: async (shards) => {
      asked++
      rung.push([...shards])
      await new Promise<void>((resolve) => answers.push(resolve))
      return database.store.inbox.shards.list()
    },
  })
  await inbox.put([factOf('first', 'a')])
  await eventually(async () => asked === 1)
  await inbox.put([factOf('second', 'a')])
  let isClosed = false
  const closed = inbox.drain().then(() => (isClosed = true))
  answers[0]?.()
  await eventually(async () => asked === 2)
  expect([rung.length, isClosed]).toEqual([2, false])
  answers[1]?.()
  await closed
})

it('lives on when it cannot be seen how far the folding is, or that a lane is alive', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', note)
  const warned: unknown[] = []
  let time = Date.now()
  let isDown = false
  const { store } = database
  const fails = async () => {
    throw new Error('MongoDB does not answer')
  }
  const inbox = openInbox(
    {
      ...store,
      inbox: {
        ...store.inbox,
        lanes: {
          ...store.inbox.lanes,
          see: (...args) => (isDown ? fails() : store.inbox.lanes.see(...args)),
        },
      },
    },
    {
      now: () => new Date(time),
      log: { warn: (what: unknown) => void warned.push(what) },
    },
  )
  await inbox.put([factOf('alive-1')])
  isDown = true
  time += 61_000
  await inbox.put([factOf('alive-2')])
  await eventually(async () => warned.length > 0)
  await new Promise(setImmediate)
  isDown = false
  expect(await inbox.put([factOf('alive-3')])).toEqual([true])
  await inbox.drain()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
