import { ApplicationFailure } from '@temporalio/common'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { translateFailures } from '../../activities/failures.ts'
import type { Activities } from '../../activities/index.ts'
import { attributes } from '../../src/domain/names.ts'
import { bundlePath } from '../support/bundle.ts'

const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD

/** A test's stand-ins for the activities; one that is not given fails the workflow that asks for it. */
type Doubles = {
  [Name in keyof Activities]?: (...args: Parameters<Activities[Name]>) => Promise<unknown>
}

/**
 * A server whose clock jumps over everything that merely waits, and workers on these queues. `use` says what their
 * activities do, until the next test says otherwise.
 */
export async function timeSkipping(queues: readonly string[]) {
  const environment = await createServer()
  let doubles: Doubles = {}
  const ask =
    (name: keyof Activities) =>
    (...args: never[]) => {
      const double = doubles[name]
      if (!double) throw ApplicationFailure.nonRetryable(`this test does not expect ${name}`)
      return double(...args)
    }
  const workers = await Promise.all(
    queues.map(async (taskQueue) =>
      Worker.create({
        connection: environment.nativeConnection,
        taskQueue,
        activities: Object.fromEntries(names.map((name) => [name, ask(name)])),
        workflowBundle: { codePath: bundlePath() },
        interceptors: { activity: [translateFailures] },
        maxCachedWorkflows: 50,
      }),
    ),
  )
  const running = workers.map((worker) => worker.run())

  return {
    environment,
    use(given: Doubles): void {
      doubles = given
    },
    async stop(): Promise<void> {
      workers.forEach((worker) => worker.shutdown())
      await Promise.all(running)
      await environment.teardown()
    },
  }
}

export type TimeSkipping = Awaited<ReturnType<typeof timeSkipping>>

const names: readonly (keyof Activities)[] = [
  'verify',
  'settle',
  'openSweep',
  'nextPage',
  'closeWindow',
  'recoverClaims',
  'reconcileSchedules',
  'expireHolds',
  'expirePoints',
  'ringForLost',
  'makeRoots',
  'deliverDue',
  'ringForDeliveries',
]

async function createServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env.VOUCHSAFE_TEMPORAL_TEST_SERVER
  if (!path)
    throw new Error('VOUCHSAFE_TEMPORAL_TEST_SERVER must name the test server; npm test does')
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  })
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(Object.values(attributes).map((name) => [name, keyword])),
  })
  return environment
}
