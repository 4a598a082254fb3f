import { randomInt } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { runBatches } from './model/batches.ts'

// `npm run test:model -- --runs 10000` goes on from here.
it('comes to what the plain model comes to, whatever is done in whatever order, on two ledgers', async () => {
  expect(await runBatches({ runs: 200, seed: randomInt(2 ** 31) })).toEqual([])
}, 180_000)
