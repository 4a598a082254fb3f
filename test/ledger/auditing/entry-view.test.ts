import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import mongoose from 'mongoose'
import { createEntryView } from '../../../src/ledger/auditing/entry-view.ts'
import { readEntry } from '../../../src/ledger/auditing/raw.ts'
import { present } from '../../../src/ledger/entry.ts'
import type { StoredEntry } from '../../../src/ledger/entry.ts'
import { digestOf, hashOf } from '../../../src/ledger/hash.ts'

const { BSON } = mongoose.mongo

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => each.isWellFormed())
const plain = text.filter((each) => !each.includes('\0'))
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const count = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const time = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const lots = maybe(fc.array(fc.record({ expiresAt: time, amount: long }), { maxLength: 3 }))
const legs = fc.array(fc.record({ account: text, amount: long }), { maxLength: 3 })
const refused = fc.record({
  ...{ code: text, message: text, pointer: text, detail: text, kind: text, legs },
})
const sum = fc
  .record({ kind: text, rule: maybe(text), group: maybe(text), postings: count, credited: long })
  .map((each) => present({ ...each, debited: each.credited }))
const texts = maybe(fc.array(text, { maxLength: 4 }))

/** Whatever the types of fields allow, in any order. */
const entries = fc
  .record({
    ...{ _id: text, account: text, seq: count, amount: long, balance: long, at: time },
    ...{ posting: text, kind: text, rule: maybe(text), group: maybe(text), claim: maybe(text) },
    ...{ reason: maybe(text), labels: maybe(fc.dictionary(plain, text, { maxKeys: 3 })) },
    ...{ asked: maybe(long), held: maybe(long), heldChange: maybe(long), lots, spent: lots },
    ...{ floor: maybe(long), limit: maybe(long), parts: maybe(count) },
    ...{ closed: maybe(fc.constant(true as const)), expiresAt: maybe(time) },
    ...{ refused: maybe(refused), covers: texts, programme: maybe(text), tags: texts },
    ...{ sums: maybe(fc.array(sum, { maxLength: 3 })), mark: maybe(text) },
  })
  .chain((fields) => fc.shuffledSubarray(Object.entries(fields), { minLength: 29 }))
  .map((fields) => present(Object.fromEntries(fields)) as unknown as StoredEntry)

it('an entry has the same digest and hash from its bytes as from the ledger, and says the same', () => {
  const view = createEntryView()
  fc.assert(
    fc.property(fc.array(entries, { minLength: 1, maxLength: 3 }), (chain) => {
      let before = ''
      for (const [index, entry] of chain.entries()) {
        before = hashOf(before, digestOf(entry))
        const stored = { ...entry, hash: before }
        const bytes = Buffer.from(BSON.serialize(stored))
        const glance = view.open(bytes, 0)
        expect(Buffer.from(glance?.digest ?? '', 'binary').toString('base64url')).toBe(
          digestOf(entry),
        )
        expect(view.isChained(glance?.digest ?? '', index === 0)).toBe(true)
        expect(readEntry(bytes)).toEqual(stored)
        view.leave()
        expect(view.hashBefore()).toBe(before)
      }
    }),
    { numRuns: 500 },
  )
})
