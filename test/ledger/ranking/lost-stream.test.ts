import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { eventually } from '../../support/eventually.ts'
import { ownMongod } from '../../support/own-mongod.ts'
import { times } from '../support.ts'
import {
  accountOf,
  caughtUp,
  loadsDuring,
  openProgramme,
  rankedOrder,
  recordOf,
} from './support.ts'
import type { Programme } from './support.ts'

let programme: Programme

const mongod = ownMongod()
beforeAll(async () => void (await mongod.start()), 60_000)
afterAll(mongod.stop)

beforeEach(async () => {
  programme = await openProgramme()
  await programme.accounts.insertMany(
    times(30, (index) => recordOf(`u${index}`, BigInt(index % 7), index)),
  )
})

afterEach(async () => {
  await failPoint('off')
  await programme.close()
})

/** Makes MongoDB answer this client's requests with an error. */
async function failPoint(mode: 'off' | { times: number }, data: object = {}): Promise<void> {
  await programme.db.admin().command({
    ...{ configureFailPoint: 'failCommand', mode },
    ...(mode === 'off' ? {} : { data: { appName: programme.appName, ...data } }),
  })
}

it('loads again when its place in the stream is lost', async () => {
  const ranking = programme.follow()
  await rankedOrder(ranking)
  await failPoint({ times: 1 }, { failCommands: ['getMore'], errorCode: 286 })
  await eventually(async () => programme.errors.length > 0)
  expect(programme.errors.splice(0)).toMatchObject([{ code: 286 }])
  await programme.accounts.updateOne({ user: 'u0' }, { $set: { balance: 50n } })
  expect((await ranking.rank(accountOf('u0')))?.rank).toBe(1)
  await programme.accounts.updateOne({ user: 'u1' }, { $set: { balance: 60n } })
  await caughtUp(programme, ranking)
})

it('loads again when the accounts were dropped', async () => {
  const ranking = programme.follow()
  await rankedOrder(ranking)
  await programme.accounts.drop()
  await eventually(async () => (await rankedOrder(ranking)).length === 0)
  expect(programme.errors.splice(0)).toMatchObject([{ message: expect.stringContaining('drop') }])
  await programme.accounts.insertOne(recordOf('ann', 1n, 1))
  await caughtUp(programme, ranking)
})

it('goes on where it was after an outage', async () => {
  const ranking = programme.follow()
  await rankedOrder(ranking)
  const loads = await loadsDuring(programme, async () => {
    await failPoint({ times: 4 }, { failCommands: ['getMore', 'aggregate'], errorCode: 262 })
    await programme.accounts.updateOne({ user: 'u0' }, { $set: { balance: 50n } })
    await programme.accounts.insertOne(recordOf('ann', 60n, 1))
    await caughtUp(programme, ranking)
    await failPoint('off')
  })
  expect(loads).toBe(0)
  expect(programme.errors.length).toBeGreaterThan(0)
})

it('loads again when the stream tells of an account that it should know', async () => {
  const ranking = programme.follow()
  await rankedOrder(ranking)
  const missed = { ...recordOf('missed', 5n, 1), balance: 'not a number' }
  await programme.accounts.insertOne(missed as never)
  await eventually(async () => programme.errors.length > 0)
  await programme.accounts.deleteOne({ user: 'missed' })
  await caughtUp(programme, ranking)
})

it('fails for those who wait when the board cannot be loaded, and loads it for the next', async () => {
  const ranking = programme.follow()
  await failPoint({ times: 2 }, { failCommands: ['find'], errorCode: 262 })
  const answers = await Promise.allSettled([1, 2, 3].map(() => ranking.rank(accountOf('u0'))))
  expect(answers).toEqual(
    times(3, () => ({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'unavailable' }),
    })),
  )
  expect(ranking.size().boards).toBe(0)
  await failPoint('off')
  await caughtUp(programme, ranking)
})

it('starts over when its place is lost while a board is being loaded', async () => {
  const more = times(20_000, (index) => recordOf(`v${index}`, BigInt(index % 7), index))
  await programme.accounts.insertMany(more)
  const ranking = programme.follow()
  await failPoint({ times: 1 }, { failCommands: ['aggregate'], errorCode: 286 })
  const loading = ranking.rank(accountOf('u0'))
  await programme.accounts.updateOne({ user: 'u0' }, { $set: { balance: 50n } })
  await loading
  await caughtUp(programme, ranking)
  expect(programme.errors).toMatchObject([{ code: 286 }])
})
