import { expect, it } from '@jest/globals'
import type { LiveLine } from '../../../src/engine/live/lines.ts'
import type { createMissed } from '../../../src/engine/live/missed.ts'
import type { PlacedChange } from '../../../src/engine/live/places.ts'
import { createReading } from '../../../src/engine/live/reading.ts'
import type { LiveMessage } from '../../../src/engine/live/reading.ts'
import { createRecent } from '../../../src/engine/live/recent.ts'

const website = 'web_1'
/** Places sort as texts, and begin with a second. */
const placeOf = (n: number) => `8200000001${String(n).padStart(8, '0')}`

function batchOf(from: number, to: number, org = 'org_1') {
  const changes = Array.from({ length: to - from + 1 }, (_, index) => ({
    ...{ place: placeOf(from + index), claim: `c${from + index}`, at: new Date(0), website },
    ...{ rule: 'r', user: 'u', fields: {} },
  }))
  return { changes: new Map([[org, changes]]), size: changes.length, until: placeOf(to) }
}

const linesOf = async (org: string, changes: readonly PlacedChange[]): Promise<LiveLine[]> =>
  changes.map(({ place, at, claim }) => ({
    ...{ place, at, decimals: new Map<string, number>(), rule: undefined, user: undefined },
    claim: {
      ...{ _id: claim, org, website, status: 'accepted', ruleId: 'r', userId: 'u' },
      ...{ waiting: undefined, reason: undefined, message: undefined },
      ...{ rewards: undefined, cut: undefined },
    },
  }))

/** What a reader is told up to a heartbeat, or the end. */
async function toldTo(
  recent: ReturnType<typeof createRecent>,
  after: string,
  scope: { org: string; website?: string } = { org: 'org_1' },
) {
  const unused = { since: () => Promise.reject(new Error('nobody should ask')) }
  const missed = unused as unknown as ReturnType<typeof createMissed>
  const read = createReading({ linesOf, missed, heartbeatMs: 0, everyMs: 0 })
  const signal = new AbortController().signal
  const found = { ...recent, signal, moved: async () => {}, stop: async () => {} }
  const told: LiveMessage[] = []
  for await (const message of read({ found, scope, signal }, after)) {
    told.push(message)
    if (message.event === 'heartbeat') break
  }
  return told
}

const namesIn = (told: readonly LiveMessage[]) =>
  told.flatMap((message) =>
    message.event === 'claims' ? message.lines.map(({ claim }) => claim._id) : [],
  )

it('an id in the middle of what this process read at once is gone on from exactly', async () => {
  const recent = createRecent(placeOf(0), 100)
  recent.add(batchOf(1, 4))
  recent.add(batchOf(5, 6))
  expect(namesIn(await toldTo(recent, placeOf(0)))).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'])
  expect(namesIn(await toldTo(recent, placeOf(2)))).toEqual(['c3', 'c4', 'c5', 'c6'])
  expect(namesIn(await toldTo(recent, placeOf(4)))).toEqual(['c5', 'c6'])
})

it('an id that another process has and this one has not yet is not told twice when it comes', async () => {
  const recent = createRecent(placeOf(0), 100)
  recent.add(batchOf(1, 2))
  const ahead = placeOf(4)
  const told = await toldTo(recent, ahead)
  expect([namesIn(told), told.at(-1)]).toEqual([[], { event: 'heartbeat', id: ahead }])
  recent.add(batchOf(3, 5))
  expect(namesIn(await toldTo(recent, ahead))).toEqual(['c5'])
})

it('others are told nothing', async () => {
  const recent = createRecent(placeOf(0), 100)
  recent.add(batchOf(1, 2))
  expect(namesIn(await toldTo(recent, placeOf(0), { org: 'org_2' }))).toEqual([])
  const elsewhere = { org: 'org_1', website: 'web_2' }
  expect(namesIn(await toldTo(recent, placeOf(0), elsewhere))).toEqual([])
})

it('much is told in several messages, and each has an id to go on from', async () => {
  const recent = createRecent(placeOf(0), 10_000)
  recent.add(batchOf(1, 2_500))
  const told = (await toldTo(recent, placeOf(0))).filter(({ event }) => event === 'claims')
  expect(told.map(({ id }) => id)).toEqual([placeOf(1_000), placeOf(2_000), placeOf(2_500)])
  expect(namesIn(told)).toHaveLength(2_500)
  expect(namesIn(await toldTo(recent, told[1]?.id ?? ''))).toHaveLength(500)
})

it('what is kept is bounded, and says where it begins', () => {
  const recent = createRecent(placeOf(0), 5)
  for (const n of [1, 3, 5, 7]) recent.add(batchOf(n, n + 1))
  expect(recent.after(placeOf(3))).toBeUndefined()
  expect(recent.after(placeOf(4))?.map(({ until }) => until)).toEqual([placeOf(6), placeOf(8)])
  expect(recent.after(placeOf(8))).toEqual([])
})
