import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import type { WorkerOptions } from '@temporalio/worker'
import type { Logger } from 'pino'
import { showLife } from '../activities/alive.ts'
import { translateFailures } from '../activities/failures.ts'
import { createActivities } from '../activities/index.ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { claimsQueue, deliveriesQueue, inboxQueue, sweepsQueue } from './domain/names.ts'
import { createClaimFollower } from './engine/claim-follower.ts'
import { createRewardNews } from './engine/reward-news.ts'
import { createEntryFollower } from './ledger/following/entry-follower.ts'
import { createProjection } from './ledger/projection.ts'
import { createTotalFollower } from './ledger/totals/total-follower.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { createParts } from './parts.ts'
import { createOutbound } from './providers/outbound.ts'
import { ruleTypes, verifyQueueOf } from './rules/catalog.ts'

const config = readConfig(process.env)
const log = createLog('worker', config.logLevel)
const metrics = createMetrics()
Runtime.install({ logger: temporalLogger(log), shutdownSignals: ['SIGINT', 'SIGTERM'] })

const parts = await createParts(config, log, metrics)
const connection = await NativeConnection.connect({ address: config.temporal.address })
const outbound = createOutbound({
  allowLoopback: config.loopbackWebhooks,
  observe: ({ provider, status, ms }) =>
    metrics.providerCalls.observe({ provider, status: String(status) }, ms / 1000),
})
const activities = createActivities({
  ...parts,
  outbound,
  log,
  secondLookSeconds: config.secondLookSeconds,
  strandedAfterSeconds: config.housekeepingSeconds,
  sourceFailed: parts.sourceWatch.fail,
  observe: (ruleType, outcome) => metrics.claims.inc({ rule_type: ruleType, outcome }),
  observeDelivery: (scope, state) => metrics.deliveries.inc({ scope, state }),
})

const workers = await Promise.all(queuesOf(config).map(createWorker))
const http = serveMetrics(metrics, workers)
await parts.schedules.ensureHousekeeping()
await parts.doorbell.ringForLost()
const leaving = new AbortController()
const projecting = createProjection({
  db: parts.database,
  onError: (error) => log.error({ err: error }, 'the projection of the ledger was interrupted'),
}).run(leaving.signal)
const counting = createTotalFollower({
  db: parts.database,
  onError: (error) => log.error({ err: error }, 'the totals of the ledger were interrupted'),
}).run(leaving.signal)
const countingClaims = createClaimFollower({
  ...parts,
  onError: (error) => log.error({ err: error }, 'the counts of claims were interrupted'),
}).run(leaving.signal)
const announcing = createEntryFollower({
  ...createRewardNews(parts),
  ...{ db: parts.database, name: 'webhookPositions' },
  onError: (error) => log.error({ err: error }, 'telling webhooks of the ledger was interrupted'),
}).run(leaving.signal)
log.info({ queues: workers.map(({ options }) => options.taskQueue) }, 'working')

await Promise.all(workers.map((worker) => worker.run()))
http.close()
leaving.abort()
await Promise.all([projecting, counting, countingClaims, announcing])
outbound.close()
await parts.frontDesk.drain()
await parts.ledger.drain()
await parts.sourceWatch.drain()
await connection.close()
await parts.connection.close()
await parts.mongo.close()

/** The queues this process serves; all of them unless the deployment names some. */
function queuesOf({ taskQueues }: Config): readonly string[] {
  const verify = new Set(ruleTypes.map(verifyQueueOf))
  return taskQueues ?? [claimsQueue, sweepsQueue, inboxQueue, deliveriesQueue, ...verify]
}

function createWorker(taskQueue: string): Promise<Worker> {
  const common: WorkerOptions = {
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    activities,
    interceptors: { activity: [translateFailures, showLife] },
    shutdownGraceTime: '20s',
    shutdownForceTime: '30s',
  }
  const rate = config.verifyRates[taskQueue.replace(/^verify\./, '')]
  return Worker.create(
    taskQueue === claimsQueue
      ? { ...common, ...workflows(), maxCachedWorkflows: 200, nonStickyToStickyPollRatio: 0.6 }
      : { ...common, ...(rate ? { maxTaskQueueActivitiesPerSecond: rate } : {}) },
  )
}

/** A prebuilt bundle where there is one; a process that builds its own needs 300 MB for a moment. */
function workflows(): Partial<WorkerOptions> {
  return config.workflowBundle
    ? { workflowBundle: { codePath: config.workflowBundle } }
    : { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) }
}

function serveMetrics({ registry, slots }: Metrics, running: readonly Worker[]) {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics')
      return void response.writeHead(request.url === '/healthz' ? 200 : 404).end()
    for (const worker of running) {
      const { numInFlightActivities, numInFlightLocalActivities, numInFlightWorkflowActivations } =
        worker.getStatus()
      const queue = worker.options.taskQueue
      slots.set({ queue, kind: 'activity' }, numInFlightActivities)
      slots.set({ queue, kind: 'local_activity' }, numInFlightLocalActivities)
      slots.set({ queue, kind: 'workflow' }, numInFlightWorkflowActivations)
    }
    void registry
      .metrics()
      .then((text) => response.setHeader('content-type', registry.contentType).end(text))
  })
  return server.listen(config.metricsPort, config.host)
}

/** Temporal's own lines go the way of ours. */
function temporalLogger(to: Logger): DefaultLogger {
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  } as const
  return new DefaultLogger('INFO', ({ level, message, meta }) =>
    to[levels[level]]({ temporal: meta }, message),
  )
}
