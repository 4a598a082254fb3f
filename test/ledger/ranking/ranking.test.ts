import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Failure } from '../../../src/domain/failure.ts'
import type { AccountRecord } from '../../../src/ledger/records.ts'
import { eventually } from '../../support/eventually.ts'
import { times } from '../support.ts'
import {
  accountOf,
  caughtUp,
  loadsDuring,
  openProgramme,
  points,
  rankedOrder,
  recordOf,
} from './support.ts'
import type { Programme } from './support.ts'

let programme: Programme

beforeEach(async () => {
  programme = await openProgramme()
})

afterEach(() => programme.close())

it('says how an account stands', async () => {
  await programme.accounts.insertMany([
    recordOf('ann', 70n, 3_000),
    recordOf('bob', 100n, 1_000),
    recordOf('cem', 70n, 2_000),
    recordOf('dee', -5n, 4_000),
  ])
  const ranking = programme.follow()
  const before = new Date()
  const ann = await ranking.rank(accountOf('ann'))
  expect(ann).toEqual({
    ...{ account: accountOf('ann'), user: 'ann', balance: 70n, since: new Date(3_000) },
    ...{ rank: 3, of: 4, percentile: 33.3333, pointsToNext: 1n, asOf: expect.any(Date) },
  })
  expect(ann?.asOf.getTime()).toBeGreaterThanOrEqual(before.getTime())
  expect(await ranking.rank(accountOf('bob'))).toMatchObject({
    ...{ rank: 1, percentile: 100, pointsToNext: undefined },
  })
  expect(await ranking.rank(accountOf('dee'))).toMatchObject({
    ...{ rank: 4, percentile: 0, pointsToNext: 76n },
  })
  expect(programme.errors).toEqual([])
})

it('ranks nobody who has no account, and no account of the system', async () => {
  const system: AccountRecord[] = ['issuance:0', 'holds', 'budget:rul_1'].map((owner) => ({
    ...{ ...recordOf('x', 10n ** 9n, 1), _id: `org_1:web_1:cur_1:${owner}` },
    ...{ type: owner.split(':')[0] ?? '', user: null },
  }))
  await programme.accounts.insertMany([...system, recordOf('ann', 1n, 1)] as never)
  const ranking = programme.follow()
  expect(await ranking.rank(accountOf('ann'))).toMatchObject({ rank: 1, of: 1, percentile: 100 })
  for (const account of [...system.map(({ _id }) => _id), accountOf('nobody')]) {
    expect(await ranking.rank(account)).toBeUndefined()
    expect(await ranking.around(account, 3)).toBeUndefined()
  }
  await programme.accounts.updateMany({ user: null }, { $set: { balance: 5n } })
  await programme.accounts.insertOne(recordOf('bob', 2n, 2))
  await eventually(async () => (await ranking.rank(accountOf('bob')))?.rank === 1)
  expect(await rankedOrder(ranking)).toEqual([accountOf('bob'), accountOf('ann')])
  expect(programme.errors).toEqual([])
})

it('keeps every currency of every website apart', async () => {
  const places = [
    points,
    { ...points, currency: 'cur_2' },
    { ...points, website: 'web_2' },
    { ...points, org: 'org:2' },
  ]
  await programme.accounts.insertMany(
    places.flatMap((place, index) => [
      recordOf('ann', BigInt(index), 1, place),
      recordOf(`only ${index}: 🙂`, 2n, 2, place),
    ]),
  )
  const ranking = programme.follow()
  const ranks = await Promise.all(places.map((place) => ranking.rank(accountOf('ann', place))))
  expect(ranks.map((ranked) => ranked?.rank)).toEqual([2, 2, 1, 1])
  const last = await ranking.top(places[3] ?? points, { limit: 5 })
  expect(last?.places.map(({ user }) => user)).toEqual(['ann', 'only 3: 🙂'])
  expect(await ranking.top({ ...points, org: 'nobody' }, { limit: 5 })).toMatchObject({
    ...{ places: [], of: 0, hasNextPage: false },
  })
})

it('lists the top a page at a time, and the places around an account', async () => {
  await programme.accounts.insertMany(
    times(10, (index) => recordOf(`u${index}`, BigInt(100 - index), 1)),
  )
  const ranking = programme.follow()
  const first = await ranking.top(points, { limit: 4 })
  expect(first?.places.map(({ user, rank }) => [user, rank])).toEqual([
    ...[0, 1, 2, 3].map((index) => [`u${index}`, index + 1]),
  ])
  expect([first?.of, first?.hasNextPage]).toEqual([10, true])
  const last = await ranking.top(points, { limit: 6, after: first?.places.at(-1)?.account })
  expect(last?.places.map(({ rank }) => rank)).toEqual([5, 6, 7, 8, 9, 10])
  expect(last?.hasNextPage).toBe(false)
  expect(await ranking.top(points, { limit: 4, after: accountOf('nobody') })).toBeUndefined()
  const elsewhere = accountOf('u1', { ...points, website: 'web_2' })
  expect(await ranking.top(points, { limit: 4, after: elsewhere })).toBeUndefined()

  const usersAround = async (user: string, reach: number) =>
    (await ranking.around(accountOf(user), reach))?.places.map((place) => place.user)
  expect(await usersAround('u5', 2)).toEqual(['u3', 'u4', 'u5', 'u6', 'u7'])
  expect(await usersAround('u0', 2)).toEqual(['u0', 'u1', 'u2'])
  expect(await usersAround('u9', 1)).toEqual(['u8', 'u9'])
  expect(await usersAround('u4', 0)).toEqual(['u4'])
})

it('holds 64-bit balances exactly, and times that nobody wrote down', async () => {
  const most = 2n ** 63n - 1n
  const { since: _since, ...timeless } = recordOf('timeless', most - 1n, 1)
  await programme.accounts.insertMany([
    recordOf('most', most, 1),
    recordOf('nearly', most - 1n, 1),
    timeless as never,
    recordOf('least', -most - 1n, 1),
    recordOf('double', 2n ** 53n, 1),
    recordOf('more than double', 2n ** 53n + 1n, 2),
  ])
  const ranking = programme.follow()
  const expected = ['most', 'timeless', 'nearly', 'more than double', 'double', 'least']
  expect(await rankedOrder(ranking)).toEqual(expected.map((user) => accountOf(user)))
  expect(await ranking.rank(accountOf('timeless'))).toMatchObject({ since: undefined })
  expect(await ranking.rank(accountOf('least'))).toMatchObject({
    ...{ balance: -most - 1n, pointsToNext: 2n ** 53n + most + 2n },
  })
  await programme.accounts.updateOne({ user: 'least' }, { $set: { balance: most, seq: 2 } })
  await caughtUp(programme, ranking)
})

it('follows what is inserted, changed in any way, replaced and deleted', async () => {
  await programme.accounts.insertMany(
    times(8, (index) => recordOf(`u${index}`, BigInt(index), index)),
  )
  const ranking = programme.follow()
  await rankedOrder(ranking)
  const { accounts } = programme
  await accounts.insertOne(recordOf('new', 5n, 9))
  await accounts.updateOne({ user: 'u1' }, { $set: { balance: 7n, since: new Date(99), seq: 2 } })
  await accounts.updateOne({ user: 'u2' }, { $set: { held: 1n, seq: 2 } })
  await accounts.updateOne({ user: 'u3' }, [{ $set: { balance: { $add: ['$balance', 4] } } }])
  await accounts.updateOne({ user: 'u4' }, { $set: { since: new Date(1) } })
  await accounts.replaceOne({ user: 'u5' }, recordOf('u5', -1n, 5))
  await accounts.updateOne({ user: 'u6' }, [
    { $replaceWith: { $literal: { ...recordOf('u6', 1_000n, 6), seq: 7 } } },
  ])
  await accounts.deleteOne({ user: 'u7' })
  await caughtUp(programme, ranking)
  expect(await ranking.rank(accountOf('u7'))).toBeUndefined()
  await accounts.insertOne(recordOf('u7', 6n, 1))
  await caughtUp(programme, ranking)
  expect(programme.errors).toEqual([])
})

it('misses nothing that changes while it is loaded', async () => {
  const count = 6_000
  const users = times(count, (index) => `u${index}`)
  await programme.accounts.insertMany(users.map((user, index) => recordOf(user, 0n, index)))
  const ranking = programme.follow()
  let isLoaded = false
  const loading = ranking.rank(accountOf('u1')).then(() => {
    isLoaded = true
  })
  for (let round = 1; round < 400 && !(isLoaded && round > 40); round++) {
    const updates = times(25, (index) => {
      const $set = { balance: BigInt((round * 31 + index * 17) % 97), since: new Date(round) }
      const filter = { _id: accountOf(users[(round * 25 + index) % count] ?? '') }
      return { updateOne: { filter, update: { $set } } }
    })
    await programme.accounts.bulkWrite([
      ...updates,
      { insertOne: { document: recordOf(`new${round}`, BigInt(round % 50), round) } },
      { deleteOne: { filter: { _id: accountOf(`new${round - 2}`) } } },
    ])
  }
  await loading
  await caughtUp(programme, ranking)
  expect(programme.errors).toEqual([])
})

it('asks MongoDB once, however many ask for a board that is not there yet', async () => {
  await programme.accounts.insertMany(times(50, (index) => recordOf(`u${index}`, 1n, index)))
  const ranking = programme.follow()
  const ask = async () => {
    await Promise.all(times(50, (index) => ranking.rank(accountOf(`u${index}`))))
  }
  expect(await loadsDuring(programme, ask)).toBe(1)
})

it('reads nothing but the index', async () => {
  await programme.accounts.insertMany(times(50, (index) => recordOf(`u${index}`, 1n, index)))
  await programme.db.command({ profile: 2 })
  await programme.follow().rank(accountOf('u1'))
  await programme.db.command({ profile: 0 })
  const read = await programme.db
    .collection('system.profile')
    .findOne({ 'command.find': 'accounts' })
  expect(read).toMatchObject({ keysExamined: 50, docsExamined: 0 })
  expect(read).not.toHaveProperty('hasSortStage')
})

it('is right again after a restart', async () => {
  await programme.accounts.insertMany(
    times(20, (index) => recordOf(`u${index}`, BigInt(index % 4), index)),
  )
  const first = programme.follow()
  const before = await rankedOrder(first)
  expect(await rankedOrder(programme.follow())).toEqual(before)
  await programme.stopFollowing()
  await programme.accounts.updateOne({ user: 'u0' }, { $set: { balance: 50n } })
  const second = programme.follow()
  expect((await second.rank(accountOf('u0')))?.rank).toBe(1)
  await caughtUp(programme, second)
})

it('says as of when, and that moves on though nothing happens', async () => {
  await programme.accounts.insertOne(recordOf('ann', 1n, 1))
  const ranking = programme.follow()
  const asked = new Date()
  await ranking.rank(accountOf('ann'))
  await eventually(async () => {
    const later = await ranking.rank(accountOf('ann'))
    return later !== undefined && later.asOf.getTime() > asked.getTime() + 600
  })
  expect((await ranking.rank(accountOf('ann')))?.asOf.getTime()).toBeLessThanOrEqual(Date.now())
})

it('lets go of boards that nobody asks for, and loads them again', async () => {
  await programme.accounts.insertOne(recordOf('ann', 1n, 1))
  let clock = Date.now()
  const ranking = programme.follow({ idleMs: 3_600_000, now: () => new Date(clock) })
  await ranking.rank(accountOf('ann'))
  expect(ranking.size()).toMatchObject({ boards: 1, accounts: 1 })
  clock += 3_600_001
  await eventually(async () => ranking.size().boards === 0)
  await programme.accounts.insertOne(recordOf('bob', 2n, 1))
  expect((await ranking.rank(accountOf('ann')))?.rank).toBe(2)
  await programme.accounts.insertOne(recordOf('cem', 3n, 1))
  await eventually(async () => (await ranking.rank(accountOf('ann')))?.rank === 3)
  expect(programme.errors).toEqual([])
})

it('keeps the boards asked last when there are too many accounts', async () => {
  const places = times(3, (index) => ({ ...points, currency: `cur_${index}` }))
  await programme.accounts.insertMany(
    places.flatMap((place) => times(300, (index) => recordOf(`u${index}`, 1n, index, place))),
  )
  const ranking = programme.follow({ maxAccounts: 700 })
  const [first, second, third] = places.map((place) => accountOf('u1', place))
  await ranking.rank(first ?? '')
  await ranking.rank(second ?? '')
  await ranking.rank(first ?? '')
  expect(ranking.size()).toMatchObject({ boards: 2, accounts: 600 })
  await ranking.rank(third ?? '')
  await eventually(async () => ranking.size().boards === 2)
  const ask = async () => {
    for (const account of [first, third, second]) {
      expect((await ranking.rank(account ?? ''))?.rank).toBe(2)
    }
  }
  expect(await loadsDuring(programme, ask)).toBe(1)
})

it('refuses a name that is none', async () => {
  const ranking = programme.follow()
  for (const name of ['', 'x', 'a:b', 'a:b:c d:usr_1']) {
    await expect(ranking.rank(name)).rejects.toThrow(Failure)
  }
})
