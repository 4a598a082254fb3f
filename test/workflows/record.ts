import { writeFile } from 'node:fs/promises'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { Page, Settled } from '../../src/domain/claim.ts'
import type { Judgement } from '../../src/domain/sweep.ts'
import { Failure } from '../../src/domain/failure.ts'
import { claimsQueue, deliveriesQueue, sweepsQueue } from '../../src/domain/names.ts'
import { later, met, unmet } from '../../src/domain/verdict.ts'
import { timeSkipping } from './environment.ts'
import { findingsOf, pageOf, recordingSettle } from './facts.ts'

// Records the histories that the replay test keeps: `node test/workflows/record.ts`, with the test server's path in
// VOUCHSAFE_TEMPORAL_TEST_SERVER and that of a bundle (`node engines/bundle.ts FILE`) in WORKFLOW_BUNDLE. Run it when a course through time is new; never to make a failing replay pass.

const day = 86_400_000
const server = await timeSkipping([claimsQueue, sweepsQueue, deliveriesQueue, 'verify.records'])
const { client } = server.environment
const now = () => server.environment.currentTimeMs()

await record('claim-rewarded', 'TokenHold', [pageOf('rul_1:usr_1:0')], {
  verify: async (page: Page) => findingsOf(page, met(1)),
})
await record('claim-unmet', 'drip_x_follow', [pageOf('rul_1:usr_2:0')], {
  verify: async (page: Page) => findingsOf(page, unmet('not_following', 'please follow')),
})
await record('claim-not-connected', 'discord_member', [pageOf('rul_1:usr_3:0')], {
  verify: async () => {
    throw new Failure('not_connected', 'Discord not connected')
  },
})
await record('claim-waits', 'TokenHold', [pageOf('rul_1:usr_4:0')], {
  verify: inTurn(
    async (page) =>
      findingsOf(page, later(new Date((await now()) + day), 'not_final', 'not final yet')),
    async (page) => findingsOf(page, met(1)),
  ),
})
await record(
  'page-of-three',
  'github_merge_PR',
  [pageOf('rul_1:usr_5:0', 'rul_1:usr_6:0', 'rul_1:usr_7:0')],
  {
    verify: async (page: Page) => findingsOf(page, met(2)),
  },
)
await record(
  'claim-delayed',
  'link_click',
  [{ ...pageOf('rul_1:usr_8:0'), notBefore: new Date((await now()) + 10_000).toISOString() }],
  { verify: async (page: Page) => findingsOf(page, met(1)) },
)
await record('sweep-second-look', 'sweep', [{ org: 'org_1', rule: 'rul_1' }], {
  openSweep: async () => ({
    judgements: [{ page: { ...pageOf(), purpose: 'recheck', sweep: {} }, windowKey: 'recheck' }],
    secondLookSeconds: 600,
  }),
  nextPage: async (_judgement: Judgement) => ({ claims: ['rul_1:usr_1:0'] }),
  verify: async (page: Page) => findingsOf(page, unmet('not_held', 'holds none')),
  settle: async (page: Page) =>
    page.claims.map((claim): Settled => ({
      claim,
      status: page.purpose === 'confirm' ? 'revoked' : 'suspect',
    })),
})
await record('housekeeping-webhooks', 'housekeeping', [], {
  recoverClaims: async () => 0,
  reconcileSchedules: async () => 0,
  expireHolds: async () => 0,
  expirePoints: async () => 0,
  ringForLost: async () => 0,
  makeRoots: async () => 0,
  ringForDeliveries: async () => 0,
})
const waits = [0, 3_600_000]
await record('deliver', 'deliver', [{ org: 'org_1', endpoint: 'whk_1' }], {
  deliverDue: async () => ({ waitMs: waits.shift() }),
})
await server.stop()

async function record(
  name: string,
  type: string,
  args: unknown[],
  doubles: Parameters<typeof server.use>[0],
) {
  const { settle } = recordingSettle(server)
  server.use({ settle, ...doubles })
  const handle = await client.workflow.start(type, {
    taskQueue: claimsQueue,
    workflowId: name,
    args,
  })
  await handle.result()
  // Who ran it is nobody's business, and would differ with every recording.
  const history = historyToJSON(await handle.fetchHistory()).replace(
    /"identity": ?"[^"]*"/g,
    '"identity": "worker"',
  )
  await writeFile(new URL(`histories/${name}.json`, import.meta.url), `${history}\n`)
}

/** What to answer the first time, and from the second time on. */
function inTurn<T>(first: (page: Page) => Promise<T>, then: (page: Page) => Promise<T>) {
  let calls = 0
  return (page: Page) => (++calls === 1 ? first(page) : then(page))
}
