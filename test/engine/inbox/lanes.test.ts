import { beforeAll, expect, it } from '@jest/globals'
import { inboxShards } from '../../../src/domain/names.ts'
import { laneSilentMs } from '../../../src/engine/inbox-page.ts'
import { forgetLanes } from '../../../src/engine/forget-lanes.ts'
import { eventually } from '../../support/eventually.ts'
import { useDatabase } from '../../support/mongo.ts'
import { factOf, factsOf, openInbox, takeAll } from './support.ts'

const database = useDatabase()
beforeAll(() => database.store.inbox.shards.ensure(inboxShards, new Date()))

const hour = 3_600_000
const lanes = async () => (await database.store.inbox.lanes.list()).map(({ _id }) => _id)
const laneOf = async (_id: string) =>
  (await database.store.events.model.findOne({ org: 'org_1', _id }).lean())?.lane
const forget = (afterMs = 0) => forgetLanes(database.store, new Date(Date.now() + afterMs))

it('forgets a lane that is silent for long, when everything in it is folded', async () => {
  const inbox = openInbox(database.store)
  await inbox.put(factsOf(10, 'old'))
  const lane = await laneOf('old-0')
  expect(await forget(laneSilentMs + 1)).toBe(0)
  await takeAll(database.store)
  expect(await forget(laneSilentMs - hour / 2)).toBe(0)
  expect(await lanes()).toContain(lane)
  expect(await forget(laneSilentMs + 1)).toBe(1)
  expect(await lanes()).not.toContain(lane)

  await openInbox(database.store).put(factsOf(10, 'next'))
  expect(await takeAll(database.store)).toEqual(factsOf(10, 'next').map(({ _id }) => _id))
  const states = await database.store.inbox.shards.list()
  expect(states.flatMap(({ folded }) => Object.keys(folded))).not.toContain(lane)
})

it('a process that was silent for long begins a new lane, since its own may be forgotten', async () => {
  let time = Date.now()
  const inbox = openInbox(database.store, { now: () => new Date(time) })
  await inbox.put([factOf('silent-1', 'silent')])
  await takeAll(database.store)
  time += laneSilentMs + 1
  await forget(laneSilentMs + 1)
  await inbox.put([factOf('silent-2', 'silent')])
  expect(await takeAll(database.store)).toEqual(['silent-2'])
  expect(await laneOf('silent-2')).not.toBe(await laneOf('silent-1'))
  await inbox.drain()
})

it('a process that is busy keeps its lane alive, and does not bring back one that is forgotten', async () => {
  let time = Date.now()
  const inbox = openInbox(database.store, { now: () => new Date(time) })
  await inbox.put([factOf('busy-0', 'busy')])
  const lane = await laneOf('busy-0')
  for (let minute = 10; minute < 90; minute += 10) {
    time += 10 * 60_000
    await inbox.put([factOf(`busy-${minute}`, 'busy')])
    await eventually(async () => {
      const known = await database.store.inbox.lanes.list()
      return known.some(({ _id, seenAt }) => _id === lane && seenAt.getTime() === time)
    })
  }
  expect(await laneOf('busy-80')).toBe(lane)
  await database.store.inbox.lanes.remove(lane ?? '')
  expect(await database.store.inbox.lanes.see(lane ?? '', new Date(time))).toBe(false)
  expect(await lanes()).not.toContain(lane)
  await inbox.drain()
})
