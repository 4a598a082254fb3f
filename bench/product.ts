import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorkflows } from '../engines/bundle.ts'
import { freePort } from '../engines/ports.ts'
import { createProcesses } from '../engines/processes.ts'
import { startStack } from '../engines/stack.ts'

/** The whole product for a benchmark: engines of its own, an API and a worker in processes of their own. */
export async function startProduct(env: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'vouchsafe-bench-'))
  const stack = await startStack({ dataDir, inMemory: true })
  const port = await freePort()
  const bundle = join(dataDir, 'workflow-bundle.js')
  await bundleWorkflows(bundle)

  const baseUrl = `http://127.0.0.1:${port}`
  const product = {
    ...process.env,
    NODE_OPTIONS: '',
    MONGO_URL: stack.mongoUrl,
    MONGO_DB: 'bench',
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_NAMESPACE: 'vouchsafe',
    PORT: String(port),
    METRICS_PORT: '0',
    PUBLIC_URL: baseUrl,
    LOG_LEVEL: 'warn',
    TZ: 'UTC',
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    WORKFLOW_BUNDLE: bundle,
    MALLOC_ARENA_MAX: '1',
    ...env,
  }
  const processes = createProcesses(join(dataDir, 'logs'), product)
  const api = await processes.start({ name: 'api', file: 'src/server.ts' })
  const worker = await processes.start({ name: 'worker', file: 'src/worker.ts' })
  await until(`${baseUrl}/readyz`)

  return {
    ...stack,
    baseUrl,
    api: () => residentMegabytes(api.pid),
    worker: () => residentMegabytes(worker.pid),
    processes,
    async stop() {
      await processes.stop()
      await stack.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type Product = Awaited<ReturnType<typeof startProduct>>

async function until(url: string): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    if (Date.now() > deadline) throw new Error(`${url} did not become ready within a minute`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** As Linux counts it. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(?<size>\d+) kB/m.exec(status)?.groups?.size
  return Math.round(Number(kilobytes) / 1024)
}
