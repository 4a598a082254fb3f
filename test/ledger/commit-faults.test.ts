import { afterAll, beforeAll, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { mongoUrlOf } from '../../chaos/mongo-url.ts'
import { openProxy } from '../../chaos/proxy.ts'
import type { Proxy } from '../../chaos/proxy.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { eventually } from '../support/eventually.ts'
import { ownMongod } from '../support/own-mongod.ts'
import { accountOf, failureOf, openPlace, problemsOf, reward, times } from './support.ts'
import type { Place } from './support.ts'

const outOfDiskSpace = 14031
let place: Place
let proxy: Proxy
let client: mongo.MongoClient
let ledger: Ledger

const mongod = ownMongod()
beforeAll(async () => void (await mongod.start()), 60_000)
beforeAll(async () => {
  place = await openPlace()
  proxy = await openProxy(new URL(place.url).host)
  client = await mongoose.mongo.MongoClient.connect(mongoUrlOf(proxy.address), {
    serverSelectionTimeoutMS: 5_000,
  })
  ledger = createLedger({ db: client.db(place.db.databaseName), client })
  await ledger.post(reward('first', 'ann', 1n))
})

afterAll(async () => {
  await client.close()
  await proxy.close()
  await place.close()
})
afterAll(mongod.stop)

it.each([
  ['commitTransaction', 1],
  ['commitTransaction', 3],
  ['commitTransaction', 14],
  ['insert', 1],
  ['find', 1],
  ['aggregate', 2],
])('writes once when the answer to %s is lost, %i times', async (command, lost) => {
  const user = `${command}${lost}`
  const postings = times(3, (index) => reward(`${user}-${index}`, user, 5n))
  proxy.loseAnswersOf(command, lost)
  const answers = await ledger.postAll(postings)
  expect(proxy.left()).toBe(0)
  expect(answers.every((answer) => !(answer instanceof Error))).toBe(true)
  expect(await ledger.balance(accountOf(user))).toMatchObject({ balance: 15n, seq: 3 })
  expect(await problemsOf(place)).toEqual([])
})

it('keeps no account locked when a transaction could not be ended, because the network was gone', async () => {
  const hasty = await mongoose.mongo.MongoClient.connect(mongoUrlOf(proxy.address), {
    serverSelectionTimeoutMS: 50,
  })
  const cut = createLedger({ db: hasty.db(place.db.databaseName), client: hasty })
  const users = times(20, (n) => `cut${n}`)
  for (const round of times(3, (n) => n)) {
    proxy.loseAnswersOf('insert', 1)
    const posting = postBursts(users, `cut${round}`, cut)
    await eventually(async () => proxy.left() === 0)
    proxy.cut()
    await new Promise((resolve) => setTimeout(resolve, 400))
    proxy.mend()
    expect(await posting).toBe(0)
  }
  await hasty.close()
  expect(await problemsOf(place)).toEqual([])
})

it('leaves no gap when a round is lost on which others were planned', async () => {
  const users = times(40, (n) => `gap${n}`)
  for (const round of times(12, (n) => n)) {
    proxy.loseAnswersOf(round % 2 === 0 ? 'insert' : 'commitTransaction', 1 + (round % 3))
    expect(await postBursts(users, `gap${round}`)).toBe(0)
  }
  expect(await problemsOf(place)).toEqual([])
})

it('leaves no gap when a round gives up while one before it is tried again', async () => {
  const users = times(40, (n) => `full${n}`)
  let gaveUp = 0
  for (const round of times(12, (n) => n)) {
    proxy.loseAnswersOf(round % 2 === 0 ? 'insert' : 'commitTransaction', 2 + (round % 3))
    await fillDisk(1 + (round % 4))
    gaveUp += await postBursts(users, `full${round}`)
  }
  await fillDisk(0)
  expect(gaveUp).toBeGreaterThan(0)
  expect(await problemsOf(place)).toEqual([])
}, 90_000)

/** Posts in quick succession, so that several rounds are under way at once; answers how many were given up. */
async function postBursts(users: readonly string[], key: string, to = ledger): Promise<number> {
  const posts: Promise<number>[] = []
  for (const burst of times(8, (n) => n)) {
    for (const [n, user] of users.entries()) {
      if ((n + burst) % 3 === 0) continue
      const posting = to.post(reward(`${key}-${burst}-${n}`, user, 1n))
      posts.push(
        posting.then(
          () => 0,
          () => 1,
        ),
      )
    }
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
  const gaveUp = await Promise.all(posts)
  return gaveUp.reduce((sum, each) => sum + each, 0)
}

/** The next inserts of entries find no space left. */
async function fillDisk(inserts: number): Promise<void> {
  await place.client.db('admin').command({
    ...{ configureFailPoint: 'failCommand', mode: inserts > 0 ? { times: inserts } : 'off' },
    data: {
      ...{ failCommands: ['insert'], namespace: `${place.db.databaseName}.entries` },
      errorCode: outOfDiskSpace,
    },
  })
}

it('says that it is unavailable, and when to come back, where nothing listens', async () => {
  const nowhere = await openProxy(new URL(place.url).host)
  const lonely = await mongoose.mongo.MongoClient.connect(mongoUrlOf(nowhere.address), {
    serverSelectionTimeoutMS: 200,
  })
  await nowhere.close()
  const cut = createLedger({
    db: lonely.db(place.db.databaseName),
    client: lonely,
    patienceMs: 500,
  })
  for (const action of [cut.post(reward('never', 'ann', 1n)), cut.balance(accountOf('ann'))]) {
    expect(await failureOf(action)).toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
  }
  await lonely.close()
  expect(await ledger.findPosting('never')).toBeUndefined()
})
