import { beforeAll, expect, it } from '@jest/globals'
import { inboxShards } from '../../../src/domain/names.ts'
import type { Fact } from '../../../src/engine/inbox-lane.ts'
import { eventually } from '../../support/eventually.ts'
import { useDatabase } from '../../support/mongo.ts'
import { factOf, factsOf, openInbox, takeAll } from './support.ts'

const database = useDatabase()
beforeAll(() => database.store.inbox.shards.ensure(inboxShards, new Date()))

const stored = (prefix: string) =>
  database.store.events.model.countDocuments({ org: 'org_1', _id: { $regex: `^${prefix}` } })
const full = { code: 'too_many_requests', retryAfterSeconds: 1 }

it('refuses more than may wait to be written, as a whole, and takes more when that is done', async () => {
  const inbox = openInbox(database.store, { mostWaiting: 10 })
  const taken = inbox.put(factsOf(8, 'wait'))
  await expect(inbox.put(factsOf(3, 'refused'))).rejects.toMatchObject(full)
  expect(inbox.waiting()).toBe(8)
  const more = inbox.put(factsOf(2, 'more'))
  expect([await taken, await more].flat()).toEqual(Array(10).fill(true))
  expect(inbox.waiting()).toBe(0)
  await inbox.put(factsOf(10, 'later'))
  expect(await stored('refused')).toBe(0)
  await inbox.drain()
})

it('refuses what would take too much memory while it waits', async () => {
  const inbox = openInbox(database.store, { mostWaitingText: 100_000 })
  const large = (id: string): Fact => ({
    ...factOf(id),
    says: { kind: 'event', category: 'c', name: 'n', data: `"${'x'.repeat(60_000)}"` },
  })
  const taken = inbox.put([large('text-0')])
  await expect(inbox.put([large('text-1')])).rejects.toMatchObject(full)
  await taken
  await inbox.put([large('text-2')])
  expect(await stored('text')).toBe(2)
  await inbox.drain()
})

it('refuses more than may wait to be folded, until some of it is', async () => {
  const inbox = openInbox(database.store, { mostBehind: 20 })
  await inbox.put(factsOf(21, 'behind', 'one'))
  await eventually(async () => inbox.behind() === 21)
  await expect(inbox.put([factOf('over')])).rejects.toMatchObject(full)
  await takeAll(database.store)
  await eventually(async () => {
    await inbox.put([factOf('over')])
    return true
  })
  expect(await stored('over')).toBe(1)
  await inbox.drain()
})

it('knows that it is behind also while nobody can tell it how far the folding is', async () => {
  const ring = () => Promise.reject(new Error('MongoDB does not answer'))
  const inbox = openInbox(database.store, { mostBehind: 20, ring })
  await inbox.put(factsOf(21, 'blind'))
  await expect(inbox.put([factOf('blind-over')])).rejects.toMatchObject(full)
  expect(await stored('blind-over')).toBe(0)
  await inbox.drain()
})

it('is not behind for duplicates: nobody will fold them', async () => {
  const inbox = openInbox(database.store, { mostBehind: 20 })
  const facts = factsOf(10, 'again')
  for (let sent = 0; sent < 10; sent++) await inbox.put(facts)
  await takeAll(database.store)
  for (let sent = 0; sent < 10; sent++) await inbox.put(facts)
  await eventually(async () => inbox.behind() === 0)
  expect(await inbox.put([factOf('again-new')])).toEqual([true])
  await inbox.drain()
})

it('writes more text than one command of MongoDB can hold, and each request for itself', async () => {
  const inbox = openInbox(database.store)
  const data = `"${'x'.repeat(65_000)}"`
  const large = (count: number, prefix: string) =>
    factsOf(count, prefix).map((fact): Fact => ({
      ...fact,
      says: { kind: 'event', category: 'c', name: 'n', data },
    }))
  const answers = await Promise.all([
    inbox.put(large(400, 'large')),
    inbox.put(large(120, 'large2')),
    inbox.put([factOf('small')]),
  ])
  expect(answers.flat()).toEqual(Array(521).fill(true))
  expect(await stored('large')).toBe(520)
  await inbox.drain()
})
