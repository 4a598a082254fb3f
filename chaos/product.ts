import { join } from 'node:path'
import type { Child } from '../engines/child.ts'
import { freePort } from '../engines/ports.ts'
import { createProcesses } from '../engines/processes.ts'
import { startTemporal } from '../engines/temporal.ts'
import { untilReady } from '../engines/wait.ts'
import { workflowBundle } from '../engines/workflow-bundle.ts'
import type { Engine } from './engine.ts'
import { host, startedOften } from './hosted.ts'
import type { Hosted } from './hosted.ts'
import { mongoUrlOf } from './mongo-url.ts'
import { openProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'

export interface Product {
  baseUrl: string
  api: Hosted
  worker: Hosted
  networks: Record<'api to mongod' | 'worker to mongod' | 'worker to temporal', Proxy>
  stop: () => Promise<void>
}

export const productDatabase = 'product'

/** The API and the worker as they are deployed, on a Temporal server of their own, with networks that can be cut. */
export async function startProduct(dir: string, engine: Engine): Promise<Product> {
  const temporal = await startTemporal({ log: join(dir, 'temporal.log') })
  const networks = {
    'api to mongod': await openProxy(engine.address),
    'worker to mongod': await openProxy(engine.address),
    'worker to temporal': await openProxy(temporal.address),
  }
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const env = { ...startedOften(dir), ...environment(port, baseUrl) }
  const processes = createProcesses(join(dir, 'logs'), env)
  const bundle = await workflowBundle(join(dir, 'bundle'), processes)

  async function start(
    name: string,
    file: string,
    url: string,
    variables: Record<string, string>,
  ): Promise<Child> {
    const child = await processes.start({ name, file, env: variables, heapMegabytes: 192 })
    await untilReady(name, child, async () => (await fetch(`${url}/healthz`)).ok)
    return child
  }

  const startApi = () =>
    start('api', 'src/server.ts', baseUrl, {
      MONGO_URL: mongoUrlOf(networks['api to mongod'].address),
      TEMPORAL_ADDRESS: temporal.address,
      METRICS_PORT: '0',
    })
  const metricsPort = await freePort()
  const startWorker = () =>
    start('worker', 'src/worker.ts', `http://127.0.0.1:${metricsPort}`, {
      MONGO_URL: mongoUrlOf(networks['worker to mongod'].address),
      TEMPORAL_ADDRESS: networks['worker to temporal'].address,
      METRICS_PORT: String(metricsPort),
      WORKFLOW_BUNDLE: bundle,
    })

  const worker = await host('worker', startWorker)
  const api = await host('api', startApi)
  return {
    baseUrl,
    api,
    worker,
    networks,
    async stop() {
      await api.end()
      await worker.end()
      await processes.stop()
      await Promise.all(Object.values(networks).map((network) => network.close()))
      await temporal.stop()
    },
  }
}

function environment(port: number, publicUrl: string): Record<string, string> {
  return {
    MONGO_DB: productDatabase,
    TEMPORAL_NAMESPACE: 'vouchsafe',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    LOG_LEVEL: 'warn',
    TZ: 'UTC',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    HOUSEKEEPING_SECONDS: '5',
    MALLOC_ARENA_MAX: '1',
  }
}
