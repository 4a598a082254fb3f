import { createServer } from 'node:http'
import { createListener } from './api/listener.ts'
import { readConfig } from './config.ts'
import { createEngine } from './engine/index.ts'
import { createTemporalHealth } from './engine/temporal-health.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createParts } from './parts.ts'

const config = readConfig(process.env)
const log = createLog('api', config.logLevel)
const metrics = createMetrics()
const parts = await createParts(config, log, metrics)
const health = createTemporalHealth(parts.connection, config.temporal.namespace, log)
const leaving = new AbortController()
const ranking = parts.ranking.run(leaving.signal)

const engine = createEngine({
  ...parts,
  log,
  ready: health.ready,
  publicUrl: config.publicUrl,
  loopbackWebhooks: config.loopbackWebhooks,
  namespace: config.temporal.namespace,
  temporalUiUrl: config.temporal.uiUrl,
})
metrics.watchLive(engine.live)
const listener = createListener({
  engine,
  log,
  metrics,
  config,
  health: {
    temporal: health.ask,
    async mongo() {
      await parts.database.command({ ping: 1 })
    },
  },
  now: parts.now,
})

const server = createServer(listener).listen(config.port, config.host, () => {
  log.info({ host: config.host, port: config.port }, 'listening')
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

/** Answers what is under way, starts what was accepted, and only then goes. */
async function stop(): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  // Those who read the live line would stay for ever; they come back to another process.
  await engine.live.close()
  await closed
  await Promise.race([
    parts.frontDesk.drain(),
    new Promise((resolve) => setTimeout(resolve, 10_000).unref()),
  ])
  await Promise.all([parts.inbox.drain(), parts.ledger.drain(), parts.sourceWatch.drain()])
  leaving.abort()
  await ranking
  health.stop()
  await parts.connection.close()
  await parts.mongo.close()
}
