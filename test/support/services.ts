import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../engines/child.ts'
import type { Child } from '../../engines/child.ts'
import { freePort } from '../../engines/ports.ts'
import { createKeys } from '../../src/engine/keys.ts'
import { createTenants } from '../../src/engine/tenants.ts'
import type { Tenant } from '../../src/engine/tenants.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { connectMongo } from '../../src/store/connect.ts'
import { createStore } from '../../src/store/index.ts'
import { bundlePath } from './bundle.ts'
import { eventually } from './eventually.ts'

export interface ServicesOptions {
  mongoUrl: string
  /** What the worker is told; and the API, unless it is given an address of its own. */
  temporalAddress: string
  env?: Record<string, string>
}

/** The two processes of the product, as they are deployed, on a database and a namespace of the test's own. */
export async function createServices({ mongoUrl, temporalAddress, env }: ServicesOptions) {
  const name = `test_${randomBytes(6).toString('hex')}`
  const folder = await mkdtemp(join(tmpdir(), 'vouchsafe-test-'))
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const shared = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    MONGO_URL: mongoUrl,
    MONGO_DB: name,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: name,
    PORT: String(port),
    METRICS_PORT: '0',
    PUBLIC_URL: baseUrl,
    LOG_LEVEL: 'info',
    TZ: 'UTC',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    WORKFLOW_BUNDLE: bundlePath(),
    HOUSEKEEPING_SECONDS: '3',
    SECOND_LOOK_SECONDS: '2',
    ...env,
  }
  const connection = await connectMongo(mongoUrl, name)
  const store = await createStore(connection)
  const ledger = createLedger({
    db: connection.getClient().db(name),
    client: connection.getClient(),
  })
  const children: Child[] = []

  async function start(file: string, more: Record<string, string> = {}): Promise<Child> {
    const child = await startChild({
      command: process.execPath,
      args: [file],
      env: { ...shared, ...more },
      log: join(folder, `${children.length}-${file.replaceAll('/', '-')}.log`),
    })
    children.push(child)
    return child
  }

  return {
    name,
    store,
    ledger,
    baseUrl,
    startWorker: () => start('src/worker.ts'),
    async startApi(more?: Record<string, string>): Promise<Child> {
      const child = await start('src/server.ts', more)
      try {
        await eventually(async () => (await fetch(`${baseUrl}/healthz`)).ok, 30_000)
      } catch (error) {
        throw new Error(`the API did not start: ${await child.output()}`, { cause: error })
      }
      return child
    },
    createTenant(): Promise<Tenant> {
      const now = () => new Date()
      const keys = createKeys({ store, now })
      const tenants = createTenants({ store, keys, now })
      return tenants.createTenant({ name: 'test', websiteName: 'test', domains: ['127.0.0.1'] })
    },
    async call(key: string, method: string, path: string, body?: object) {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const answer = (await response.json()) as Record<string, unknown>
      return { status: response.status, headers: response.headers, body: answer }
    },
    /** What the processes wrote, for a failing test to show. */
    logs: async () => (await Promise.all(children.map((child) => child.output()))).join('\n'),
    async stop() {
      await Promise.all(children.map((child) => child.stop()))
      await connection.dropDatabase()
      await connection.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>
