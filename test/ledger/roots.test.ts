import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { rootsOf } from '../../src/ledger/root.ts'
import type { Roots } from '../../src/ledger/root.ts'
import { makeRoots } from '../../src/ledger/roots.ts'
import { auditLedger } from '../../src/ledger/audit.ts'
import { fillRichly, morningOf } from './rich.ts'
import { openPlace, problemsOf, reward, times } from './support.ts'
import type { Place } from './support.ts'

let place: Place
let stores: Roots

beforeAll(async () => {
  place = await openPlace()
  stores = rootsOf(place.db)
  await fillRichly(place)
})

afterAll(() => place.close())

const allRoots = () => stores.roots.find({}, { sort: { _id: 1 } }).toArray()

it('there is one for each day that is over, chained to the one before', async () => {
  const roots = await allRoots()
  expect(roots.map(({ _id }) => _id)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03'])
  expect(roots.map(({ previous }) => previous)).toEqual(['', roots[0]?.root, roots[1]?.root])
})

it('none is made before it is due, and none twice', async () => {
  expect(await makeRoots(place.db, morningOf(3))).toBe(0)
  expect(await makeRoots(place.db, new Date('2026-01-05T00:09:59Z'))).toBe(0)
})

it('the audit re-computes them, and names the last one', async () => {
  const { problems, roots, lastRoot } = await auditLedger(place)
  const last = (await allRoots()).at(-1)
  expect({ problems, roots, lastRoot }).toEqual({
    ...{ problems: [], roots: 3, lastRoot: { day: '2026-01-03', root: last?.root } },
  })
})

it('as of a time the audit has those of days that were over', async () => {
  const { problems, roots } = await auditLedger({ ...place, at: morningOf(2) })
  expect({ problems, roots }).toEqual({ problems: [], roots: 2 })
})

it.each(['tree', 'previous', 'root'])(
  'the audit finds a root whose %s was changed',
  async (name) => {
    const [, root] = await allRoots()
    await stores.roots.updateOne({ _id: root?._id }, { $set: { [name]: 'A'.repeat(43) } })
    expect((await problemsOf(place)).map(({ account }) => account)).toContain('2026-01-02')
    if (root) await stores.roots.replaceOne({ _id: root._id }, root)
  },
)

it('the audit finds a day whose root is gone, and a leaf that was changed', async () => {
  const [, root] = await allRoots()
  if (!root) throw new Error('the root is missing')
  await stores.roots.deleteOne({ _id: root._id })
  expect((await problemsOf(place)).map(({ problem }) => problem)).toContain(
    'the days before it have no roots',
  )
  await stores.roots.insertOne(root)

  const page = await stores.pages.findOne({ pages: root.pages })
  if (!page) throw new Error('the page is missing')
  const [first, ...others] = page.leaves
  if (!first) throw new Error('the leaf is missing')
  const leaves = [{ ...first, seq: first.seq + 1 }, ...others]
  await stores.pages.updateOne({ _id: page._id }, { $set: { leaves } })
  expect((await problemsOf(place)).map(({ problem }) => problem)).toEqual([
    `the root of ${root._id} has another entry here`,
    'its leaves are not those of its tree',
  ])
  await stores.pages.replaceOne({ _id: page._id }, page)
  expect(await problemsOf(place)).toEqual([])
})

it('several at once make each day once, and leave no pages of others behind', async () => {
  const at = morningOf(9)
  await Promise.all(times(4, () => makeRoots(place.db, at)))
  const roots = await allRoots()
  expect(roots.map(({ _id }) => _id.slice(-2)).join(' ')).toBe('01 02 03 04 05 06 07 08 09')
  const names = await stores.pages.distinct('pages')
  expect(names.filter((name) => !roots.some(({ pages }) => pages === name))).toEqual([])
  expect(await problemsOf(place)).toEqual([])
})

it('an entry that a slow clock wrote late is no problem', async () => {
  const ledger = place.open({ now: () => morningOf(5) })
  await ledger.post(reward('slow', 'newcomer', 3n))
  expect(await problemsOf(place)).toEqual([])
})

it('nothing is made of a ledger that is empty', async () => {
  const empty = await openPlace()
  expect(await makeRoots(empty.db, morningOf(3))).toBe(0)
  await empty.close()
})
