import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { createListing } from '../../src/ledger/listing.ts'
import { createProjection } from '../../src/ledger/projection.ts'
import { projectedOf } from '../../src/ledger/project.ts'
import { accountRecordOf, isListed, isMovement } from '../../src/ledger/records.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { accountOf, failureOf, openPlace, points, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

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
  const heads = new Map(entries.filter(isListed).map((entry) => [entry.account, entry]))
  const movements = Map.groupBy(entries.filter(isMovement), ({ posting }) => posting)
  return {
    accounts: [...heads.values()].map(accountRecordOf).sort(byId),
    legs: [...movements].map(([id, legs]) => [id, legs.map(({ _id }) => _id).sort()]).sort(),
  }
}

async function projected() {
  const { accounts, transactions } = projectedOf(place.db)
  const records = await transactions.find().toArray()
  return {
    accounts: (await accounts.find().toArray()).sort(byId),
    legs: records.map(({ _id, entries }) => [_id, entries.map(({ id }) => id).sort()]).sort(),
  }
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
  const filter = { org: points.org, website: points.website, currency: points.currency }
  const first = await findAccounts(filter, { limit: 5 })
  const second = await findAccounts(filter, { limit: 5, after: first.items.at(-1)?._id })
  const all = [...first.items, ...second.items]
  expect([first.hasNextPage, second.hasNextPage]).toEqual([true, false])
  expect(all.map(({ user }) => user)).toEqual([
    'shop',
    'u7',
    'u6',
    'u5',
    'u4',
    'u3',
    'u2',
    'u1',
    'u0',
  ])
  expect(all.map(({ balance }) => balance)).toEqual([30n, 14n, 13n, 11n, 10n, 9n, 8n, 7n, 6n])
  const [one] = (await findAccounts({ org: points.org, user: 'u3' })).items
  expect(one).toMatchObject({ _id: accountOf('u3'), type: 'user', balance: 9n })
  expect((await findAccounts({ org: 'another' })).items).toEqual([])
  const system = (await findAccounts({ org: points.org, user: null })).items
  expect(new Set(system.map(({ type }) => type))).toEqual(new Set(['issuance']))
})

it('lists transactions by user, rule, kind and time, newest first', async () => {
  let clock = Date.UTC(2026, 0, 1)
  ledger = place.open({ now: () => new Date(clock) })
  await ledger.post(reward('a', 'ann', 5n, { rule: 'rul_1', claim: 'clm_1', reason: 'for a' }))
  clock += 1_000
  await ledger.post(reward('b', 'ann', 6n, { rule: 'rul_2' }))
  clock += 1_000
  await ledger.post(transfer('c', 'ann', 'bob', 2n))
  await failureOf(ledger.post(reward('d', 'ann', -50n)))
  follow()
  await caughtUp()

  const { findTransactions } = createListing(place)
  const keysOf = async (filter: object, page?: object) => {
    const { items } = await findTransactions({ org: points.org, ...filter }, page)
    return items.map(({ key }) => key)
  }
  expect(await keysOf({})).toEqual(['c', 'b', 'a'])
  expect(await keysOf({}, { direction: 'asc' })).toEqual(['a', 'b', 'c'])
  expect(await keysOf({ user: 'bob' })).toEqual(['c'])
  expect(await keysOf({ user: ['ann', 'bob'] })).toEqual(['c', 'b', 'a'])
  expect(await keysOf({ rule: 'rul_1' })).toEqual(['a'])
  expect(await keysOf({ kind: 'reward' })).toEqual(['b', 'a'])
  expect(await keysOf({ key: 'b' })).toEqual(['b'])
  expect(await keysOf({ from: new Date(clock - 1_000) })).toEqual(['c', 'b'])
  expect(await keysOf({ until: new Date(clock - 1_000) })).toEqual(['a'])
  const first = await findTransactions({ org: points.org }, { limit: 2 })
  expect(first.hasNextPage).toBe(true)
  expect(await keysOf({}, { after: first.items.at(-1)?._id })).toEqual(['a'])
  expect(
    (await findTransactions({ org: points.org, id: first.items[0]?._id })).items,
  ).toMatchObject([
    { users: ['ann', 'bob'], amount: -2n, entries: [{ amount: -2n }, { amount: 2n, user: 'bob' }] },
  ])
})
