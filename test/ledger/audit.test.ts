import { afterAll, beforeEach, expect, it } from '@jest/globals'
import type { mongo } from 'mongoose'
import { accountId, capOwnerOf } from '../../src/ledger/account.ts'
import { auditLedger } from '../../src/ledger/audit.ts'
import { collectionsOf } from '../../src/ledger/collections.ts'
import type { StoredEntry } from '../../src/ledger/entry.ts'
import { accountOf, openPlace, points, problemsOf, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

let place: Place
let entries: mongo.Collection<StoredEntry>

beforeEach(async () => {
  await place?.close()
  place = await openPlace()
  entries = collectionsOf(place.db).entries
  const ledger = place.open()
  const cap = accountId({ ...points, owner: capOwnerOf({ rule: 'r', user: 'ann', window: '0' }) })
  await ledger.postAll(times(10, (index) => reward(`a${index}`, 'ann', 5n)))
  await ledger.post(
    reward('cap', 'ann', 5n, { counters: [{ account: cap, amount: 5n, limit: 9n }] }),
  )
  await ledger.postAll(times(5, (index) => transfer(`t${index}`, 'ann', 'bob', 5n)))
  const expiresAt = new Date(Date.now() + 60_000)
  await ledger.hold({ key: 'h', account: accountOf('bob'), amount: 5n, expiresAt })
  await ledger.postAll([reward('w', 'bob', -20n), reward('no', 'bob', -20n)])
  await ledger.reverse({ entry: 'a3/0', amount: 2n })
})

afterAll(() => place.close())

it('finds nothing wrong where nothing was touched', async () => {
  const audit = await auditLedger(place)
  expect(audit.problems).toEqual([])
  expect(audit.entries).toBe(await entries.countDocuments())
  expect(audit.accounts).toBe((await entries.distinct('account')).length)
})

it('names the account and the seq of an amount that was changed', async () => {
  await entries.updateOne({ _id: 'a3/0' }, { $set: { amount: 6n } })
  expect(await problemsOf(place)).toEqual(
    expect.arrayContaining([
      { account: accountOf('ann'), seq: 4, problem: 'the balance is not the sum' },
      { account: accountOf('ann'), seq: 4, problem: 'the hash does not match' },
    ]),
  )
})

it('finds a change that still adds up', async () => {
  await entries.updateOne({ _id: 'a3/0' }, { $inc: { amount: 1n, balance: 1n } })
  await entries.updateMany(
    { account: accountOf('ann'), seq: { $gt: 4 } },
    { $inc: { balance: 1n } },
  )
  const [problem] = await problemsOf(place)
  expect(problem).toMatchObject({ account: accountOf('ann'), seq: 4 })
})

it('finds an entry that was taken out', async () => {
  await entries.deleteOne({ _id: 'a5/0' })
  const [problem] = await problemsOf(place)
  expect(problem).toEqual({
    account: accountOf('ann'),
    seq: 7,
    problem: 'the seq does not follow',
  })
})

it('finds the last entry missing, by what was issued for it', async () => {
  await entries.deleteOne({ _id: 'w/0' })
  await entries.deleteOne({ _id: 'no/0' })
  expect((await problemsOf(place)).map(({ problem }) => problem)).toEqual(
    expect.arrayContaining(['its entry w/0 is missing', 'the currency sums to 20']),
  )
})

it('finds two entries that changed places', async () => {
  const [one, two] = await Promise.all(['a2/0', 'a3/0'].map((_id) => entries.findOne({ _id })))
  if (!one || !two) throw new Error('the entries are missing')
  await entries.deleteMany({ _id: { $in: [one._id, two._id] } })
  await entries.insertMany([
    { ...one, seq: two.seq },
    { ...two, seq: one.seq },
  ])
  expect((await problemsOf(place))[0]).toMatchObject({ account: accountOf('ann'), seq: 3 })
})

it('finds an entry that was put in', async () => {
  const last = await entries.findOne({ account: accountOf('bob') }, { sort: { seq: -1 } })
  if (!last) throw new Error('the entry is missing')
  await entries.insertOne({ ...last, _id: 'x/0', seq: last.seq + 1 })
  expect((await problemsOf(place))[0]).toMatchObject({
    account: accountOf('bob'),
    seq: last.seq + 1,
  })
})

it('finds any field that was changed, retyped, removed or added', async () => {
  const victims = await entries.find().toArray()
  for (const victim of victims) {
    for (const update of updatesOf(victim)) {
      await entries.updateOne({ _id: victim._id }, update)
      const problems = await problemsOf(place)
      if (problems.length === 0) throw new Error(`missed ${JSON.stringify(update, asText)}`)
      await entries.replaceOne({ _id: victim._id }, victim)
    }
  }
  expect(await problemsOf(place)).toEqual([])
}, 120_000)

/** One field of each entry, in turn, taken away or made another thing; and one that has no business there. */
function updatesOf(victim: StoredEntry): mongo.UpdateFilter<StoredEntry>[] {
  const fields = Object.keys(victim).filter((field) => field !== '_id')
  const field = fields[victim.seq % fields.length] ?? 'hash'
  return [{ $unset: { [field]: '' } }, { $set: { [field]: 'tampered' } }, { $set: { extra: 1 } }]
}

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
