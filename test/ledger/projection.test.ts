import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { collectionsOf } from '../../src/ledger/collections.ts'
import type { StoredEntry } from '../../src/ledger/entry.ts'
import { createListing } from '../../src/ledger/listing.ts'
import { createProjection } from '../../src/ledger/projection.ts'
import { project, projectedOf } from '../../src/ledger/project.ts'
import { accountRecordOf, isListed } from '../../src/ledger/records.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { accountOf, failureOf, openPlace, points, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

const everywhere = {
  org: points.org,
  websites: [{ website: points.website, currencies: [points.currency] }],
}
let place: Place
let ledger: Ledger
let stop: () => Promise<void>
let errors: unknown[]

beforeEach(async () => {
  place = await openPlace()
  ledger = place.open()
  stop = async () => undefined
  errors = []
})

afterEach(async () => {
  await stop()
  expect(errors).toEqual([])
  await place.close()
})

function follow(): void {
  const controller = new AbortController()
  const projection = createProjection({ db: place.db, onError: (error) => errors.push(error) })
  const running = projection.run(controller.signal)
  stop = async () => {
    controller.abort()
    await running
  }
}

async function load(name: string): Promise<void> {
  const users = times(8, (index) => `u${index}`)
  await ledger.postAll(
    users.map((user, index) => reward(`${name}-${user}`, user, BigInt(10 + index))),
  )
  await ledger.postAll(
    times(30, (index) => transfer(`${name}-t${index}`, `u${index % 8}`, 'shop', 1n)),
  )
  await failureOf(ledger.post(reward(`${name}-refused`, 'u1', -1_000n)))
}

/** What the projection must come to, from the entries alone. */
async function expected() {
  const entries = await collectionsOf(place.db)
    .entries.find()
    .sort({ account: 1, seq: 1 })
    .toArray()
  const accounts = Map.groupBy(entries.filter(isListed), ({ account }) => account)
  return [...accounts.values()].map(recordOf).sort(byId)
}

function recordOf(entries: StoredEntry[]) {
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last) throw new Error('an account has entries')
  const moved = entries.findLast(({ amount }) => amount !== 0n)
  return { ...accountRecordOf(last), since: (moved ?? first).at }
}

async function projected() {
  return (await projectedOf(place.db).find().toArray()).sort(byId)
}

function byId(a: { _id: string }, b: { _id: string }): number {
  return a._id < b._id ? -1 : 1
}

async function caughtUp(): Promise<void> {
  const goal = await expected()
  for (const end = performance.now() + 10_000; performance.now() < end; await delay(20)) {
    if (isDeepStrictEqual(await projected(), goal)) return
  }
  expect(await projected()).toEqual(goal)
}

it('holds what the entries hold: those from before it ran, and those after', async () => {
  await load('before')
  follow()
  await caughtUp()
  await load('after')
  await caughtUp()
})

it('goes on where it was stopped', async () => {
  follow()
  await load('first')
  await caughtUp()
  await stop()
  await load('unseen')
  follow()
  await caughtUp()
})

it('starts over when its place in the stream is lost', async () => {
  const positions = place.db.collection<{ _id: string; token: unknown }>('projections')
  await positions.insertOne({ _id: 'ledger', token: await tokenOfAnother() })
  await load('first')
  follow()
  await caughtUp()
  expect(errors.splice(0)).toMatchObject([{ code: 280 }])
})

/** A token that the entries' stream cannot find: MongoDB says the same of one that has left the oplog. */
async function tokenOfAnother(): Promise<unknown> {
  const others = place.db.collection('others')
  const stream = others.watch()
  const change = stream.next()
  for (const end = performance.now() + 5_000; performance.now() < end; await delay(20)) {
    await others.insertOne({})
    const seen = await Promise.race([change, delay(50)])
    if (!seen) continue
    await stream.close()
    return seen._id
  }
  throw new Error('the stream saw nothing')
}

it('may run twice at once', async () => {
  follow()
  const stopFirst = stop
  follow()
  const stopSecond = stop
  await load('both')
  await caughtUp()
  await Promise.all([stopFirst(), stopSecond()])
  stop = async () => undefined
})

it('lists accounts by balance, a page at a time', async () => {
  await load('list')
  follow()
  await caughtUp()
  const { findAccounts } = createListing(place)
  const filter = { ...everywhere, currency: points.currency }
  const first = await findAccounts(filter, { limit: 5 })
  const second = await findAccounts(filter, { limit: 5, after: first.items.at(-1)?._id })
  const all = [...first.items, ...second.items]
  expect([first.hasNextPage, second.hasNextPage]).toEqual([true, false])
  expect(all.map(({ user, balance }) => `${user} ${balance}`)).toEqual([
    ...['shop 30', 'u7 14', 'u6 13', 'u5 11', 'u4 10', 'u3 9', 'u2 8', 'u1 7', 'u0 6'],
  ])
  const [one] = (await findAccounts({ ...everywhere, user: 'u3' })).items
  expect(one).toMatchObject({ _id: accountOf('u3'), type: 'user', balance: 9n })
  expect((await findAccounts({ ...everywhere, org: 'another' })).items).toEqual([])
  expect((await findAccounts({ ...everywhere, currency: 'another' })).items).toEqual([])
  const system = (await findAccounts({ ...everywhere, user: null })).items
  expect(new Set(system.map(({ type }) => type))).toEqual(new Set(['issuance']))
})

it('lists of equal balances the one first that came to it first, in pages too', async () => {
  let clock = Date.UTC(2026, 0, 1)
  ledger = place.open({ now: () => new Date(clock) })
  for (const user of ['zoe', 'ann', 'bob', 'moe']) {
    clock += user === 'bob' ? 0 : 1_000
    await ledger.post(reward(user, user, 5n))
  }
  // It passes the others, and comes back after them; a hold moves nothing.
  await ledger.post(reward('more', 'zoe', 1n))
  clock += 1_000
  await ledger.post(reward('less', 'zoe', -1n))
  const hold = { key: 'h', account: accountOf('ann'), amount: 1n }
  await ledger.hold({ ...hold, expiresAt: new Date(clock + 1_000) })
  follow()
  await caughtUp()

  const { findAccounts } = createListing(place)
  for (const [direction, wanted] of [
    ['desc', ['ann', 'bob', 'moe', 'zoe']],
    ['asc', ['zoe', 'moe', 'bob', 'ann']],
  ] as const) {
    const users: (string | null)[] = []
    for (let after: string | undefined, more = true; more;) {
      const page = await findAccounts(everywhere, { limit: 1, after, direction })
      users.push(...page.items.map(({ user }) => user))
      after = page.items.at(-1)?._id
      more = page.hasNextPage
    }
    expect(users).toEqual(wanted)
  }
})

it('knows when the first points of an account expire, and when none do any more', async () => {
  const accounts = projectedOf(place.db)
  const [at, soon, late] = times(3, (index) => new Date(Date.UTC(2026, index)))
  if (!at || !soon || !late) throw new Error('there are three')
  const entry = { account: accountOf('ann'), amount: 5n, balance: 5n, at }
  const lots = [soon, late].map((expiresAt) => ({ expiresAt, amount: 2n }))
  await project(accounts, [{ ...entry, seq: 1, lots }])
  expect(await accounts.findOne()).toMatchObject({ seq: 1, expiresNext: soon })
  await project(accounts, [{ ...entry, seq: 2, lots: lots.slice(1) }])
  expect(await accounts.findOne()).toMatchObject({ seq: 2, expiresNext: late })
  await project(accounts, [{ ...entry, seq: 3 }])
  expect(await accounts.findOne()).not.toHaveProperty('expiresNext')
  await project(accounts, [{ ...entry, seq: 2, lots }])
  expect(await accounts.findOne()).not.toHaveProperty('expiresNext')
})
