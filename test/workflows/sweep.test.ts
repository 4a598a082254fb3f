import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Outcome, Page, Settled } from '../../src/domain/claim.ts'
import { claimsQueue, sweepsQueue } from '../../src/domain/names.ts'
import type { Judgement, SweepPlan } from '../../src/domain/sweep.ts'
import { met, unmet } from '../../src/domain/verdict.ts'
import { timeSkipping } from './environment.ts'
import type { TimeSkipping } from './environment.ts'
import { findingsOf, pageOf } from './facts.ts'

let server: TimeSkipping
const target = { org: 'org_1', rule: 'rul_1' }

beforeAll(async () => {
  server = await timeSkipping([claimsQueue, sweepsQueue, 'verify.records'])
}, 60_000)
afterAll(() => server.stop(), 60_000)

function planOf(purpose: Page['purpose'], secondLookSeconds = 86_400): SweepPlan {
  const page = { ...pageOf(), claims: [] as const, purpose, sweep: {} }
  return { judgements: [{ page, windowKey: purpose }], secondLookSeconds }
}

function run(): Promise<Record<string, number>> {
  return server.environment.client.workflow.execute('sweep', {
    taskQueue: claimsQueue,
    workflowId: `sweep:${Math.random()}`,
    args: [target],
  })
}

it('judges everybody, a page at a time, and closes the window', async () => {
  const closed: string[] = []
  const pages: number[] = []
  server.use({
    openSweep: async () => planOf('reward'),
    nextPage: async (_judgement: Judgement, cursor?: string) => {
      const from = Number(cursor ?? 0)
      const claims = [`rul_1:usr_${from}:0`, `rul_1:usr_${from + 1}:0`]
      return { claims, cursor: from < 4 ? String(from + 2) : undefined }
    },
    closeWindow: async ({ windowKey }: Judgement) => void closed.push(windowKey),
    verify: async (page: Page) => (pages.push(page.claims.length), findingsOf(page, met(1))),
    settle: async (page: Page) =>
      page.claims.map((claim): Settled => ({ claim, status: 'rewarded' })),
  })
  const tally = await run()
  expect(tally).toEqual({ rewarded: 6 })
  expect(pages).toEqual([2, 2, 2])
  expect(closed).toEqual(['reward'])
})

it('takes nothing back before a second look, a day later, finds the same', async () => {
  const looks: { purpose: Page['purpose']; at: number }[] = []
  const began = await server.environment.currentTimeMs()
  server.use({
    openSweep: async () => planOf('recheck'),
    nextPage: async () => ({ claims: ['rul_1:usr_1:0'] }),
    verify: async (page: Page) => findingsOf(page, unmet('not_held', 'holds none')),
    settle: async (page: Page, _outcomes: readonly Outcome[]) => {
      looks.push({ purpose: page.purpose, at: await server.environment.currentTimeMs() })
      const status = page.purpose === 'confirm' ? 'revoked' : 'suspect'
      return page.claims.map((claim): Settled => ({ claim, status }))
    },
  })
  const tally = await run()
  expect(looks.map(({ purpose }) => purpose)).toEqual(['recheck', 'confirm'])
  expect((looks[1]?.at ?? 0) - began).toBeGreaterThanOrEqual(86_400_000)
  expect(tally).toEqual({ suspect: 1, revoked: 1 })
})

it('does not look again when nothing seemed lost', async () => {
  const purposes: string[] = []
  server.use({
    openSweep: async () => planOf('recheck'),
    nextPage: async () => ({ claims: ['rul_1:usr_1:0'] }),
    verify: async (page: Page) => (purposes.push(page.purpose), findingsOf(page, met(1))),
    settle: async (page: Page) => page.claims.map((claim): Settled => ({ claim, status: 'kept' })),
  })
  await run()
  expect(purposes).toEqual(['recheck'])
})
