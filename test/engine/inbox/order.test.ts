import { beforeAll, beforeEach, expect, it } from '@jest/globals'
import { inboxShards } from '../../../src/domain/names.ts'
import { shardOf } from '../../../src/engine/inbox-lane.ts'
import { useDatabase } from '../../support/mongo.ts'
import { factOf, factsOf, openInbox, takeAll } from './support.ts'

const database = useDatabase()
beforeAll(() => database.store.inbox.shards.ensure(inboxShards, new Date()))
beforeEach(async () => void (await takeAll(database.store)))

const stored = () =>
  database.store.events.model.find({ org: 'org_1' }).sort({ shard: 1, lane: 1, seq: 1 }).lean()

it('numbers what one account did in the order in which it was put, however many put at once', async () => {
  const inbox = openInbox(database.store)
  const rounds = Array.from({ length: 40 }, (_, round) => factsOf(7, `order-${round}`))
  const answers = await Promise.all(rounds.map((facts) => inbox.put(facts)))
  expect(answers.flat()).toEqual(Array(280).fill(true))
  expect(await takeAll(database.store, 13)).toEqual(rounds.flat().map(({ _id }) => _id))
  expect(new Set((await stored()).map(({ shard }) => shard)).size).toBe(1)
  await inbox.drain()
})

it('counts from 1 in each shard of a lane, and puts everything of an account in one', async () => {
  const inbox = openInbox(database.store)
  const accounts = Array.from({ length: 30 }, (_, index) => `shards-${index}`)
  await inbox.put(accounts.flatMap((account) => factsOf(3, account, account)))
  const events = (await stored()).filter(({ account }) => account.startsWith('shards-'))
  for (let shard = 0; shard < inboxShards; shard++) {
    const own = events.filter((event) => event.shard === shard)
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1))
  }
  expect(events.filter((event) => event.shard !== shardOf(event))).toEqual([])
  expect(new Set(events.map(({ shard }) => shard)).size).toBe(inboxShards)
  await inbox.drain()
})

it('keeps the order of acceptance also when the clock is set back', async () => {
  let time = Date.now()
  const inbox = openInbox(database.store, { now: () => new Date(time) })
  for (const [index, step] of [0, -60_000, 1000].entries()) {
    time += step
    await inbox.put([factOf(`clock-${index}`, 'clock')])
  }
  expect(await takeAll(database.store)).toEqual(['clock-0', 'clock-1', 'clock-2'])
  await inbox.drain()
})

it('tells duplicates within a request, among requests of one round and of later ones', async () => {
  const inbox = openInbox(database.store)
  const twice = factOf('dup-1', 'dup')
  const [one, other] = await Promise.all([
    inbox.put([twice, twice, factOf('dup-2', 'dup')]),
    inbox.put([factOf('dup-2', 'dup'), factOf('dup-3', 'dup')]),
  ])
  expect([one, other]).toEqual([
    [true, false, true],
    [false, true],
  ])
  expect(await inbox.put(['dup-3', 'dup-1', 'dup-4'].map((id) => factOf(id, 'dup')))).toEqual([
    ...[false, false, true],
  ])
  expect(await takeAll(database.store, 2)).toEqual(['dup-1', 'dup-2', 'dup-3', 'dup-4'])
  await inbox.drain()
})

it('tells duplicates across processes: of one id sent to all of them at once one is new', async () => {
  const inboxes = Array.from({ length: 4 }, () => openInbox(database.store))
  const facts = factsOf(50, 'same', 'same')
  const answers = await Promise.all(
    Array.from({ length: 64 }, async (_, index) => inboxes[index % 4]?.put(facts)),
  )
  for (let index = 0; index < facts.length; index++) {
    expect(answers.filter((isNew) => isNew?.[index])).toHaveLength(1)
  }
  expect((await takeAll(database.store, 9)).toSorted()).toEqual(
    facts.map(({ _id }) => _id).toSorted(),
  )
  await Promise.all(inboxes.map((inbox) => inbox.drain()))
})

it('gives every process a lane of its own, and merges them in the order of acceptance', async () => {
  const inboxes = [openInbox(database.store), openInbox(database.store)]
  const ids = Array.from({ length: 12 }, (_, index) => `lanes-${index}`)
  for (const [index, id] of ids.entries()) {
    await inboxes[index % 2]?.put([factOf(id, 'lanes')])
    const asked = Date.now()
    while (Date.now() === asked) await new Promise(setImmediate)
  }
  const lanes = (await stored()).filter(({ account }) => account === 'lanes')
  expect(new Set(lanes.map(({ lane }) => lane)).size).toBe(2)
  expect(await takeAll(database.store, 5)).toEqual(ids)
  await Promise.all(inboxes.map((inbox) => inbox.drain()))
})
