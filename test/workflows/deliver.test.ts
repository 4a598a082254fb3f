import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { WorkflowHandle } from '@temporalio/client'
import {
  claimsQueue,
  deliveriesQueue,
  deliverWorkflow,
  deliverWorkflowId,
  ringSignal,
} from '../../src/domain/names.ts'
import { eventually } from '../support/eventually.ts'
import { timeSkipping } from './environment.ts'
import type { TimeSkipping } from './environment.ts'

let server: TimeSkipping
beforeAll(async () => {
  server = await timeSkipping([claimsQueue, deliveriesQueue])
}, 60_000)
afterAll(() => server.stop())

const hour = 3_600_000
const now = () => server.environment.currentTimeMs()

function ring(endpoint: string): Promise<WorkflowHandle> {
  return server.environment.client.workflow.signalWithStart(deliverWorkflow, {
    ...{ taskQueue: claimsQueue, workflowId: deliverWorkflowId(endpoint), signal: ringSignal },
    args: [{ org: 'org_1', endpoint }],
  })
}

/** Turns that answer these waits, one after the other, and then that nothing waits; when each began. */
function turns(...waits: number[]): number[] {
  const began: number[] = []
  server.use({
    deliverDue: async () => {
      began.push(await now())
      return { waitMs: waits.shift() }
    },
  })
  return began
}

it('takes turns until nothing waits, and ends', async () => {
  // The ring that started it is answered by a turn of its own.
  const began = turns(0, 4 * hour, 9 * hour)
  const handle = await ring('whk_1')
  await handle.result()
  const waits = began.slice(1).map((at, index) => at - (began[index] ?? 0))
  expect(began).toHaveLength(4)
  expect(waits[1]).toBeGreaterThanOrEqual(4 * hour)
  expect(waits[2]).toBeGreaterThanOrEqual(9 * hour)
})

it('looks at once when somebody rings while it rests', async () => {
  const began = turns(24 * hour)
  const handle = await ring('whk_2')
  await eventually(async () => began.length === 1)
  await ring('whk_2')
  await handle.result()
  expect(began).toHaveLength(2)
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeLessThan(hour)
})

it('looks once more when somebody rings during a turn', async () => {
  let looks = 0
  const { promise: isLooking, resolve: look } = Promise.withResolvers<void>()
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
  server.use({
    async deliverDue() {
      looks += 1
      if (looks > 1) return {}
      look()
      await mayGoOn
      return {}
    },
  })
  const handle = await ring('whk_3')
  await isLooking
  await ring('whk_3')
  goOn()
  await handle.result()
  expect(looks).toBe(2)
})

it('a ring after the end starts another', async () => {
  const began = turns()
  const first = await ring('whk_4')
  await first.result()
  const second = await ring('whk_4')
  await second.result()
  expect(began).toHaveLength(2)
})
