import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { inboxShards } from '../../../src/domain/names.ts'
import { useDatabase } from '../../support/mongo.ts'
import { ownMongod } from '../../support/own-mongod.ts'
import { factOf, factsOf, failInserts, openDistant, openInbox, takeAll } from './support.ts'
import type { Distant } from './support.ts'

const mongod = ownMongod()
beforeAll(async () => void (await mongod.start()), 60_000)
const database = useDatabase()
let distant: Distant
beforeAll(async () => {
  await database.store.inbox.shards.ensure(inboxShards, new Date())
  distant = await openDistant(database.connection.name)
})
afterAll(async () => {
  await failInserts(database.connection.name, 0, {})
  await distant.close()
})
afterAll(mongod.stop)

const lanesOf = async (prefix: string) => {
  const filter = { org: 'org_1', _id: { $regex: `^${prefix}` } }
  const events = await database.store.events.model.find(filter).sort({ lane: 1, seq: 1 }).lean()
  return Map.groupBy(events, ({ lane }) => lane)
}

it('what was written although the answer was lost is there once, and the repeat is told so', async () => {
  const inbox = openInbox(distant.store)
  const facts = factsOf(20, 'after')
  await inbox.put([factOf('after-first')])
  distant.proxy.loseAnswersOf('insert', 1)
  await expect(inbox.put(facts)).rejects.toThrow()
  expect(distant.proxy.left()).toBe(0)
  expect(await inbox.put(facts)).toEqual(Array(20).fill(false))
  expect(await inbox.put([factOf('after-last')])).toEqual([true])

  const wanted = ['after-first', ...facts.map(({ _id }) => _id), 'after-last']
  expect(await takeAll(database.store, 6)).toEqual(wanted)
  const lanes = await lanesOf('after')
  expect([...lanes.values()].map(([first]) => first?.seq)).toEqual([1, 21])
  await inbox.drain()
})

it('what did not reach MongoDB is taken by the repeat', async () => {
  const inbox = openInbox(database.store)
  const facts = factsOf(20, 'before')
  await failInserts(database.connection.name, 1, { closeConnection: true })
  await expect(inbox.put(facts)).rejects.toThrow()
  expect(await inbox.put(facts)).toEqual(Array(20).fill(true))
  expect(await takeAll(database.store, 6)).toEqual(facts.map(({ _id }) => _id))
  await inbox.drain()
})

it('what is refused by MongoDB fails, and the next round begins a lane of its own', async () => {
  const inbox = openInbox(database.store)
  await inbox.put([factOf('lane-1')])
  await failInserts(database.connection.name, 1, { errorCode: 262 })
  await expect(inbox.put([factOf('lane-2')])).rejects.toThrow()
  await inbox.put([factOf('lane-3')])
  const lanes = [...(await lanesOf('lane-')).values()]
  expect(lanes.map((events) => events.map(({ _id, seq }) => [_id, seq]))).toEqual([
    ...[[['lane-1', 1]], [['lane-3', 1]]],
  ])
  expect(await takeAll(database.store)).toEqual(['lane-1', 'lane-3'])
  await inbox.drain()
})

it('what shows in a lane after it was given up is folded all the same', async () => {
  const inbox = openInbox(database.store)
  await inbox.put([factOf('late-1')])
  const [[lane = '', [first]] = ['', []]] = [...(await lanesOf('late-1'))]
  await failInserts(database.connection.name, 1, { closeConnection: true })
  await expect(inbox.put([factOf('late-2')])).rejects.toThrow()
  await inbox.put([factOf('late-3')])
  expect(await takeAll(database.store)).toEqual(['late-1', 'late-3'])
  // The command was still on its way: it arrives when nobody waits for it any more.
  const { shard = 0, seq = 0 } = first ?? {}
  const late = { ...factOf('late-2'), shard, lane, seq: seq + 1, acceptedAt: new Date() }
  await database.store.events.insert([late])
  expect(await takeAll(database.store)).toEqual(['late-2'])
  await inbox.drain()
})

it('nothing is lost, and nothing is there twice, when answers are lost again and again', async () => {
  const inboxes = [openInbox(distant.store), openInbox(distant.store)]
  const sent: string[] = []
  for (let round = 0; round < 12; round++) {
    distant.proxy.loseAnswersOf('insert', round % 3)
    if (round % 4 === 3) await failInserts(database.connection.name, 1, { closeConnection: true })
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const facts = factsOf(5, `storm-${round}-${index}`, `user-${index}`)
        sent.push(...facts.map(({ _id }) => _id))
        for (let tries = 0; tries < 20; tries++) {
          const isTaken = await inboxes[(index + tries) % 2]?.put(facts).then(
            () => true,
            () => false,
          )
          if (isTaken) return
        }
        throw new Error('it was never taken')
      }),
    )
  }
  const folded = await takeAll(database.store, 17)
  expect(folded.toSorted()).toEqual(sent.toSorted())
  await Promise.all(inboxes.map((inbox) => inbox.drain()))
})
