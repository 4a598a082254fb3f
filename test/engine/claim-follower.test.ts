import { afterEach, expect, it } from '@jest/globals'
import type { ClaimStatus } from '../../src/domain/claim.ts'
import { claimOutcomeOf, claimOutcomes } from '../../src/domain/claim-count.ts'
import { createClaimFollower } from '../../src/engine/claim-follower.ts'
import { countsOf } from '../../src/engine/overview-counts.ts'
import type { ClaimRecord } from '../../src/store/claims.ts'
import { eventually } from '../support/eventually.ts'
import { useDatabase } from '../support/mongo.ts'

const database = useDatabase()
const start = Date.now()
let running: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()))
  running = []
})

function follow(onError: (error: unknown) => void = fail) {
  const stopping = new AbortController()
  const now = () => new Date()
  const follower = createClaimFollower({ store: database.store, now, onError, restMs: 100 })
  const ended = follower.run(stopping.signal)
  const stop = async () => {
    stopping.abort()
    await ended
  }
  running.push({ stop })
  return stop
}

function fail(error: unknown): void {
  throw error
}

const paid = (amount: number) => ({
  status: 'rewarded' as const,
  rewards: [{ type: 'points' as const, currency: 'cur_1', amount: String(amount) }],
})
const wait = { waiting: { code: 'provider_limited', message: 'later', since: new Date() } }

function claimOf(index: number, more: Partial<ClaimRecord> = {}) {
  const [org, website, rule] = [`org_${index % 2}`, `web_${index % 2}`, `rul_${index % 3}`]
  const acceptedAt = new Date(start - index * 61_000)
  const own = { org, website, rule, ruleType: 'check_in', user: `usr_${index}` }
  return { _id: `${rule}:usr_${index}:0`, ...own, status: 'accepted', acceptedAt, ...more }
}

async function write(claims: readonly object[]): Promise<void> {
  await database.store.claims.model.collection.insertMany(claims)
}

const change = (index: number, set: object, unset: object = {}) =>
  database.store.claims.model.updateOne(
    { org: `org_${index % 2}`, _id: claimOf(index)._id },
    { $set: set, $unset: unset },
  )

/** What the claims themselves come to, added up one by one. */
async function truth() {
  const claims = await database.store.claims.model
    .find({}, null, { allOrgs: true })
    .lean<ClaimRecord[]>()
  const sums: Record<string, number> = {}
  for (const claim of claims) {
    const minute = Math.floor(claim.acceptedAt.getTime() / 60_000)
    const add = (name: string, much = 1) => (sums[name] = (sums[name] ?? 0) + much)
    add(`${claim.website} ${minute} ${claimOutcomeOf(claim)}`)
    add(`${claim.rule} ${claimOutcomeOf(claim)}`)
    for (const reward of claim.status === 'rewarded' ? (claim.rewards ?? []) : []) {
      if (reward.type === 'points') add(`${claim.rule} points`, Number(reward.amount))
    }
  }
  return sums
}

/** The same as it was kept. */
async function kept() {
  const sums: Record<string, number> = {}
  const add = (name: string, much: number) => {
    if (much !== 0) sums[name] = (sums[name] ?? 0) + much
  }
  for (const index of [0, 1]) {
    const place = { org: `org_${index}`, websites: [`web_${index}`] }
    const minutes = database.store.claimCounts.find({ ...place, rules: 'none', grain: 'minute' })
    for (const cell of await minutes.toArray()) {
      const minute = Math.floor(cell.at.getTime() / 60_000)
      for (const outcome of claimOutcomes)
        add(`${cell.website} ${minute} ${outcome}`, cell[outcome] ?? 0)
    }
    const hours = database.store.claimCounts.find({ ...place, rules: 'all', grain: 'hour' })
    for (const cell of await hours.toArray()) {
      for (const outcome of claimOutcomes) add(`${cell.rule} ${outcome}`, cell[outcome] ?? 0)
      add(`${cell.rule} points`, Number(countsOf([cell]).points.get('cur_1') ?? 0n))
    }
  }
  return sums
}

async function expectExact() {
  const wanted = await truth()
  let found = {}
  await eventually(async () => {
    found = await kept()
    return JSON.stringify(sorted(found)) === JSON.stringify(sorted(wanted))
  }, 10_000).catch(() => expect(found).toEqual(wanted))
}

const sorted = (sums: object) => Object.entries(sums).toSorted()

const ends: ClaimStatus[] = ['unmet', 'failed', 'verified', 'revoked']

it('counts what was there, and every change once, whoever counts and however often', async () => {
  await write(
    Array.from({ length: 40 }, (_, index) => claimOf(index, index % 4 ? {} : paid(index))),
  )
  const stop = follow()
  await expectExact()

  // Two that count at once, and a third that is told everything again.
  follow()
  const changes = Array.from({ length: 40 }, async (_, index) => {
    await change(index, index % 2 ? wait : { status: 'processing' })
    await change(index, index % 3 ? paid(index * 7) : { status: ends[index % 4] }, { waiting: 1 })
    const { _id } = claimOf(index)
    await Promise.all([1, 2].map(() => database.store.claimCounts.recount([_id], new Date())))
  })
  await Promise.all(changes)
  await expectExact()

  // Made again: counted at another time, and no more at the one before.
  await change(7, { status: 'accepted', acceptedAt: new Date(start) })
  await change(9, { ...paid(3), acceptedAt: new Date(start - 7_200_000) })
  await expectExact()
  await stop()
})

it('goes on from where it was, and counts all of it again where that is lost', async () => {
  const { connection, store } = database
  const stop = follow()
  await expectExact()
  await stop()
  await write(Array.from({ length: 10 }, (_, index) => claimOf(100 + index)))
  await change(100, paid(5))
  follow()
  await expectExact()
  for (const { stop: end } of running) await end()

  // It died after it had counted, and before it had said so.
  const places = connection.getClient().db(connection.name).collection('claimCountPlaces')
  const before = await places.findOne()
  await change(101, { status: 'failed' })
  await store.claimCounts.recount([claimOf(101)._id], new Date())
  expect(before?.token).toBeDefined()
  const again = follow()
  await expectExact()
  await again()

  await change(102, paid(50))
  const lost = { token: { _data: 'of another server' }, until: new Date(0) }
  await places.updateOne({}, { $set: lost })
  const errors: unknown[] = []
  follow((error) => errors.push(error))
  await expectExact()
  expect(errors.length).toBeGreaterThan(0)
})

it('keeps how many wait now, and why, until they wait no more', async () => {
  follow()
  await write([claimOf(300, wait), claimOf(302, { ...wait, acceptedAt: new Date(0) })])
  const open = async () => {
    const place = { org: 'org_0', websites: ['web_0'], rules: 'all', grain: 'now' } as const
    const found = await database.store.claimCounts.find(place).toArray()
    return found.reduce((sum, { codes }) => sum + (codes?.provider_limited ?? 0), 0)
  }
  // However long ago they were made.
  await eventually(async () => (await open()) === 2)
  await change(302, paid(1), { waiting: 1 })
  await eventually(async () => (await open()) === 1)
  await change(300, { status: 'unmet' }, { waiting: 1 })
  await eventually(async () => (await open()) === 0)
})
