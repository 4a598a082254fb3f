import { expectSame } from './claim.ts'
import type { Step } from './tour.ts'

export const checkLedger: Step = {
  title: 'the whole ledger is re-computed',
  async run({ audit }) {
    const { entries, accounts, problems } = await audit()
    expectSame('problems', problems, [])
    return `${entries} entries of ${accounts} accounts, no problem`
  },
}
