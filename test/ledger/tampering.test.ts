import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { auditLedger, auditStored } from '../../src/ledger/audit.ts'
import type { Problem } from '../../src/ledger/audit.ts'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { createRandom } from '../../chaos/random.ts'
import { fillRichly } from './rich.ts'
import { openPlace } from './support.ts'
import type { Place } from './support.ts'
import { contentOf, meet } from './tampering/documents.ts'
import type { Entry } from './tampering/documents.ts'
import { fields } from './tampering/edits.ts'
import { exchange } from './tampering/in-database.ts'
import { listsOf, storedInMemory } from './tampering/stored-in-memory.ts'
import type { Lists } from './tampering/stored-in-memory.ts'
import { edit, others } from './tampering/tamperings.ts'
import type { Tampering } from './tampering/tamperings.ts'

const seed = 4
const tamperings = 1_000
const inDatabase = 60

let place: Place
let entries: Entry[]
let lists: Lists
let drawn: Tampering[]

beforeAll(async () => {
  place = await openPlace()
  await fillRichly(place)
  entries = (await collectionsOf(place.db).entries.find().toArray()).map((entry) => ({ ...entry }))
  lists = await listsOf(place)
  drawn = draw()
})

afterAll(() => place.close())

/** Half of them are edits, and the other half whatever else there is, in turn. */
function draw(): Tampering[] {
  const random = createRandom(seed)
  const makers = Object.values(others)
  const before = new Set(entries.map(contentOf))
  const isSame = ({ documents }: Tampering) =>
    documents.length === before.size && documents.every((each) => before.has(contentOf(each)))
  const found: Tampering[] = []
  for (let turn = 0; found.length < tamperings;) {
    const make = makers[(turn >> 1) % makers.length]
    const one = turn % 2 === 0 ? edit(random, entries, turn >> 1) : make && make(random, entries)
    // What MongoDB would refuse, or what changes nothing, is drawn again.
    if (!one || isSame(one) || meet(one.documents)) continue
    found.push(one)
    turn++
  }
  return found
}

it('the ledger is sound before, in memory as in the database', async () => {
  const inMemory = await auditStored(storedInMemory(entries, lists))
  expect(inMemory.problems).toEqual([])
  expect(inMemory).toEqual(await auditLedger(place))
  expect(inMemory.entries).toBe(entries.length)
})

it(`the audit finds each of ${tamperings} tamperings, and names the entry that was edited`, async () => {
  const missed: string[] = []
  for (const tampering of drawn) {
    const { problems } = await auditStored(storedInMemory(tampering.documents, lists))
    if (!isNamed(tampering, problems)) missed.push(tampering.what)
  }
  expect(missed).toEqual([])
}, 60_000)

it('every field of the stored form was edited, and everything else was done', () => {
  const hits = Object.fromEntries(
    fields.map((name) => [name, drawn.filter(({ field }) => field === name).length]),
  )
  expect(fields.filter((name) => (hits[name] ?? 0) < 10)).toEqual([])
  const stored = new Set(entries.flatMap((entry) => Object.keys(entry)))
  expect([...stored].sort()).toEqual([...fields].sort())
  expect(drawn.filter(({ field }) => field === undefined)).toHaveLength(tamperings / 2)
})

it(`in the database, ${inDatabase} of them are found as they are in memory`, async () => {
  const step = Math.floor(tamperings / inDatabase) | 1
  for (let index = 0; index < inDatabase; index++) {
    const tampering = drawn[(index * step) % tamperings]
    if (!tampering) throw new Error('there are not enough tamperings')
    await exchange(place, entries, tampering.documents)
    const { problems } = await auditLedger(place)
    expect({ ...tampering, isFound: isNamed(tampering, problems) }).toMatchObject({ isFound: true })
    await exchange(place, tampering.documents, entries)
  }
  expect((await auditLedger(place)).problems).toEqual([])
}, 60_000)

function isNamed({ victim }: Tampering, problems: readonly Problem[]): boolean {
  if (!victim) return problems.length > 0
  return problems.some(({ account, seq }) => account === victim.account && seq === victim.seq)
}
