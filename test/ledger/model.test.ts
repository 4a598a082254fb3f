import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { prepareProjected, projectedOf } from '../../src/ledger/project.ts'
import { examples } from './model-examples.ts'
import { modelProperty } from './model-property.ts'
import { openPlace, problemsOf } from './support.ts'
import type { Place } from './support.ts'

let place: Place

beforeAll(async () => {
  place = await openPlace()
  await prepareProjected(projectedOf(place.db))
})

afterAll(() => place.close())

// `npm run test:model -- --runs 10000 --seed 1` goes on from here.
it('comes to what the plain model comes to, whatever is done in whatever order, on two ledgers', async () => {
  await fc.assert(modelProperty(place), { numRuns: 200, examples })
  expect(await problemsOf(place)).toEqual([])
}, 180_000)
