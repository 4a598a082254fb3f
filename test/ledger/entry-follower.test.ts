import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createEntryFollower } from '../../src/ledger/following/entry-follower.ts'
import type { EntryFollowerOptions, Followed } from '../../src/ledger/following/entry-follower.ts'
import type { StoredEntry } from '../../src/ledger/entry.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { eventually } from '../support/eventually.ts'
import { accountOf, openPlace, points, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

const start = Date.UTC(2026, 0, 30, 12)
const second = { ...points, currency: 'cur_2' }

let place: Place
let ledger: Ledger
let clock: number
let followed: Followed[]
let running: { abort: () => void; ended: Promise<void> }[]

beforeEach(async () => {
  place = await openPlace()
  clock = start
  ledger = place.open({ now: () => new Date(clock) })
  followed = [{ ...points, since: new Date(start) }]
  running = []
})

afterEach(async () => {
  for (const { abort } of running) abort()
  await Promise.all(running.map(({ ended }) => ended))
  await place.close()
})

/** What was told, and in which order it was told first. */
interface Note {
  _id: string
  order: number
}

const notes = () => place.db.collection<Note>('notes')
let order = 0

async function note(entries: readonly StoredEntry[]): Promise<void> {
  const upserts = entries.map(({ _id }) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert: { order: order++ } }, upsert: true },
  }))
  await notes().bulkWrite(upserts)
}

function follow(more: Partial<EntryFollowerOptions> = {}): () => Promise<void> {
  const controller = new AbortController()
  const ended = createEntryFollower({
    ...{ db: place.db, name: 'noted', followed: async () => followed },
    take: note,
    onError: (error) => {
      throw error
    },
    ...more,
  }).run(controller.signal)
  running.push({ abort: () => controller.abort(), ended })
  return async () => {
    controller.abort()
    await ended
  }
}

const noted = async () => (await notes().find().sort({ order: 1 }).toArray()).map(({ _id }) => _id)
const untilNoted = (count: number) =>
  eventually(async () => (await notes().countDocuments()) >= count)
/** Something is written after all else, so that what is missing by then is not only late. */
async function settled(follower: Ledger = ledger): Promise<string[]> {
  await follower.post(reward('the last', 'last', 1n))
  await eventually(async () => (await notes().countDocuments({ _id: 'the last/0' })) > 0)
  return (await noted()).filter((id) => id !== 'the last/0')
}

it('tells every movement of a user’s points, and nothing else', async () => {
  follow()
  await ledger.post(reward('a', 'ann', 10n))
  await ledger.post(reward('b', 'ann', -4n))
  clock += 1
  await ledger.post(transfer('t', 'ann', 'bob', 2n))
  await ledger.post(reward('x', 'ann', -100n)).catch(() => {})
  const held = { key: 'h', account: accountOf('ann'), amount: 1n }
  await ledger.hold({ ...held, expiresAt: new Date(clock + 86_400_000) })
  expect((await settled()).toSorted()).toEqual(['a/0', 'b/0', 't/0', 't/1'])
})

it('tells nothing that happened before anybody wanted to know', async () => {
  await ledger.postAll(times(300, (n) => reward(`before ${n}`, `u${n % 7}`, 1n)))
  clock += 60_000
  followed = [{ ...points, since: new Date(clock) }]
  await ledger.post(reward('after', 'ann', 1n))
  follow()
  await untilNoted(1)
  expect(await settled()).toEqual(['after/0'])
})

it('goes on where it was, and skips what came while nobody wanted to know', async () => {
  const stop = follow()
  await ledger.post(reward('first', 'ann', 1n))
  await untilNoted(1)
  await stop()
  clock += 1_000
  await ledger.post(reward('meanwhile', 'ann', 1n))
  const again = follow()
  await untilNoted(2)
  await again()

  clock += 1_000
  await ledger.post(reward('unwanted', 'ann', 1n))
  clock += 1_000
  followed = [{ ...points, since: new Date(clock) }]
  await ledger.post(reward('wanted', 'ann', 1n))
  follow()
  await untilNoted(3)
  expect(await settled()).toEqual(['first/0', 'meanwhile/0', 'wanted/0'])
})

it('follows what comes to be wanted while it runs, and costs nothing before', async () => {
  followed = []
  follow()
  await ledger.post(reward('early', 'ann', 1n))
  expect(await place.db.collection('noted').countDocuments()).toBe(0)
  clock += 1_000
  followed = [{ ...points, since: new Date(clock) }]
  await ledger.post(reward('wanted', 'ann', 1n))
  await untilNoted(1)
  followed = [...followed, { ...second, since: new Date(clock) }]
  await ledger.post({
    ...{ key: 'other', kind: 'reward' },
    legs: [
      { account: accountOf('ann').replace(':cur_1:', ':cur_2:'), amount: 5n },
      { account: 'org_1:web_1:cur_2:issuance', amount: -5n },
    ],
  })
  await untilNoted(2)
  expect(await settled()).toEqual(['wanted/0', 'other/0'])
})

it('of a posting in two currencies tells each leg once, and none of a currency nobody follows', async () => {
  const both = (key: string) => ({
    ...{ key, kind: 'transaction' as const },
    legs: ['cur_1', 'cur_2'].flatMap((currency) => [
      { account: `org_1:web_1:${currency}:ann`, amount: 5n },
      { account: `org_1:web_1:${currency}:issuance`, amount: -5n },
    ]),
  })
  const stop = follow()
  await ledger.post(both('one'))
  await untilNoted(1)
  await stop()
  clock += 1_000
  followed = [...followed, { ...second, since: new Date(clock) }]
  follow()
  await ledger.post(both('two'))
  await untilNoted(3)
  expect((await settled()).toSorted()).toEqual(['one/0', 'two/0', 'two/1'])
})

it('several that follow at once, and are stopped anywhere, leave nothing out', async () => {
  const writers = times(3, () => place.open())
  followed = [{ ...points, since: new Date(0) }]
  let ended = false
  const posting = Promise.all(
    writers.map((writer, w) =>
      Promise.all(times(400, (n) => writer.post(reward(`${w}.${n}`, `u${n % 50}`, 1n)))),
    ),
  ).finally(() => (ended = true))
  while (!ended) {
    const before = await notes().countDocuments()
    const stops = [follow(), follow()]
    await eventually(async () => ended || (await notes().countDocuments()) > before)
    await Promise.all(stops.map((stop) => stop()))
  }
  await posting
  follow()
  await untilNoted(1200)
  const all = await settled(place.open())
  expect([all.length, new Set(all).size]).toEqual([1200, 1200])
}, 60_000)

it('what cannot be taken is told again, and nothing after it before', async () => {
  let failures = 0
  const errors: unknown[] = []
  follow({
    onError: (error) => void errors.push(error),
    async take(entries) {
      if (failures++ < 2) throw new Error('it fails')
      await note(entries)
    },
  })
  await ledger.post(reward('a', 'ann', 1n))
  await ledger.post(reward('b', 'ann', 1n))
  await untilNoted(2)
  expect([await settled(), errors.length]).toEqual([['a/0', 'b/0'], 2])
})

it('a place is kept, so that what was taken is not told for ever', async () => {
  const told: string[] = []
  const take = async (entries: readonly StoredEntry[]) => {
    told.push(...entries.map(({ _id }) => _id))
    await note(entries)
  }
  for (const key of ['a', 'b', 'c']) {
    const stop = follow({ take })
    await ledger.post(reward(key, 'ann', 1n))
    await eventually(async () => told.includes(`${key}/0`))
    await stop()
  }
  expect(told).toEqual(['a/0', 'b/0', 'c/0'])
})

it('what was written by several is told in the order in which it happened', async () => {
  const told: StoredEntry[] = []
  const writers = times(4, () => place.open({ now: () => new Date(clock) }))
  for (let n = 0; n < 120; n++) {
    clock += 10
    await writers[n % 4]?.post(reward(`n${n}`, 'ann', 1n))
  }
  follow({
    take: async (entries) => void told.push(...entries),
  })
  await eventually(async () => told.length === 120)
  expect(told.map(({ seq }) => seq)).toEqual(times(120, (n) => n + 1))
}, 60_000)
