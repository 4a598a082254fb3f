import { expect, it } from '@jest/globals'
import { runCampaign } from '../../chaos/campaign.ts'

// The same campaign as `npm run chaos`, short, and of the ledger alone: a mongod and writers of its own, which it kills.
it('neither loses nor doubles a posting, whatever fails while clients write', async () => {
  const lines: string[] = []
  const { acknowledged, lost, twice, broken } = await runCampaign({
    ...{ rounds: 5, seed: 3, operations: 300 },
    ...{ product: false, mayMount: false },
    say: (line) => lines.push(line),
  })
  expect({ lost, twice, broken, lines }).toEqual({ lost: 0, twice: 0, broken: 0, lines })
  expect(acknowledged).toBeGreaterThan(1_000)
}, 180_000)
