import { afterAll, beforeAll, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { entriesInOrder } from '../../../src/ledger/auditing/entries-in-order.ts'
import type { Stretch } from '../../../src/ledger/auditing/entries-in-order.ts'
import { documentAt } from '../../../src/ledger/auditing/pages.ts'
import { collectionsOf, prepare } from '../../../src/ledger/collections.ts'
import { ownMongod } from '../../support/own-mongod.ts'
import { times } from '../support.ts'

/** Which makes five stretches, one of them in the middle of an account, and a last one that is not full. */
const count = 21_000
const perAccount = 7_000
const snapshotTooOld = 239
const badValue = 2

const mongod = ownMongod()
let client: mongo.MongoClient
let db: mongo.Db
let inOrder: string[]

beforeAll(async () => {
  client = await mongoose.mongo.MongoClient.connect((await mongod.start()).url)
  db = client.db('stretches')
  const { entries } = collectionsOf(db)
  await prepare(collectionsOf(db))
  const all = times(count, (n) => ({
    _id: `k${n}/0`,
    account: `user:${String.fromCodePoint(97 + (n % (count / perAccount)))}`,
    seq: Math.floor(n / (count / perAccount)) + 1,
    at: new Date(n),
  }))
  await db.collection<(typeof all)[number]>('entries').insertMany(all)
  inOrder = (await entries.find().sort({ account: 1, seq: 1 }).toArray()).map(({ _id }) => _id)
}, 60_000)

afterAll(async () => {
  await client.close()
  await mongod.stop()
})

it('reads every entry once, by account and seq', async () => {
  expect(await idsOf(entriesInOrder(collectionsOf(db), undefined))).toEqual(inOrder)
})

it('leaves out what is later, wherever stretches end', async () => {
  const early = inOrder.filter((id) => Number(id.slice(1, -2)) <= 9_000)
  expect(await idsOf(entriesInOrder(collectionsOf(db), new Date(9_000)))).toEqual(early)
})

it.each([1, 2, 3, 4])(
  'goes on where it was when that moment is gone after page %i',
  async (pages) => {
    const read: string[] = []
    const later: boolean[] = []
    for await (const { page, isLater } of entriesInOrder(collectionsOf(db), undefined)) {
      read.push(...idsIn(page))
      if (later.push(isLater) === pages) await failNextFind(snapshotTooOld)
    }
    expect(read).toEqual(inOrder)
    expect(later[0]).toBe(false)
    expect(later.at(-1)).toBe(pages < 4)
  },
)

it('throws what went wrong otherwise', async () => {
  await failNextFind(badValue)
  await expect(idsOf(entriesInOrder(collectionsOf(db), undefined))).rejects.toThrow('failCommand')
})

it('leaves nothing open when nobody wants more', async () => {
  for await (const { page } of entriesInOrder(collectionsOf(db), undefined)) {
    expect(page.starts.length).toBeGreaterThan(0)
    break
  }
  const { metrics } = await db.admin().serverStatus()
  expect(Number(metrics.cursor.open.total)).toBe(0)
})

it('does not end a stretch where no account and seq are', async () => {
  const { entries } = collectionsOf(db)
  const odd = { odd: true } as never
  await entries.updateMany({ account: 'user:c' }, { $set: { account: odd } })
  const read = await idsOf(entriesInOrder(collectionsOf(db), undefined))
  await entries.updateMany({ account: odd }, { $set: { account: 'user:c' } })
  expect(read).toEqual(inOrder)
})

async function idsOf(stretches: AsyncIterable<Stretch>): Promise<string[]> {
  const ids: string[] = []
  for await (const { page } of stretches) ids.push(...idsIn(page))
  return ids
}

function idsIn({ bytes, starts }: Stretch['page']): string[] {
  return starts.map((at) => String(documentAt(bytes, at)['_id']))
}

async function failNextFind(errorCode: number): Promise<void> {
  const data = { failCommands: ['find'], errorCode }
  const failing = { configureFailPoint: 'failCommand', mode: { times: 1 }, data }
  await client.db('admin').command(failing)
}
