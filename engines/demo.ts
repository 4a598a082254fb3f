import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxIndex } from '../sandbox/index.ts'
import type { Seed } from '../src/seed.ts'
import { freePort } from './ports.ts'
import type { Processes } from './processes.ts'
import { describe, resolve } from './resolve.ts'
import { untilReady } from './wait.ts'
import { workflowBundle } from './workflow-bundle.ts'

export type DemoOptions = {
  processes: Processes
  dir: string
  /** Where the API is wished to listen. */
  port: number
  say: (line: string) => void
}

/** A programme that runs, and where its parts are. */
export type Demo = { baseUrl: string; sandbox: SandboxIndex; seed: Seed }

/** Starts the sandbox, seeds the demo programme, and starts API and worker; returns when both can work. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { processes, dir, say } = options
  const [sandbox, bundle] = await Promise.all([
    startSandbox(options),
    workflowBundle(join(dir, 'bundles'), processes),
  ])
  say(`sandbox: X, GitHub, Discord, ${Object.keys(sandbox.chains).join(', ')}: ${sandbox.url}`)
  const [seed, baseUrl] = await Promise.all([
    runSeed(options, sandbox),
    startApi(options, sandbox),
    startWorker(options, sandbox, bundle),
  ])
  return { baseUrl, sandbox, seed }
}

async function startSandbox({ processes, say }: DemoOptions): Promise<SandboxIndex> {
  const anvil = await resolve('anvil', { say })
  say(describe('anvil', anvil))
  const port = await freePort(4010)
  const child = await processes.start({
    name: 'sandbox',
    file: 'sandbox/main.ts',
    args: ['--port', String(port)],
    env: { VOUCHSAFE_ANVIL: anvil.path },
  })
  return untilReady('sandbox', child, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    return answer.ok && ((await answer.json()) as SandboxIndex)
  })
}

async function runSeed({ processes, dir, say }: DemoOptions, sandbox: SandboxIndex): Promise<Seed> {
  const [seedFile, sandboxFile] = [join(dir, 'seed.json'), join(dir, 'sandbox.json')]
  await writeFile(sandboxFile, JSON.stringify(sandbox), { mode: 0o600 })
  const args = [seedFile, sandboxFile]
  await processes.run({ name: 'seed', file: 'src/seed.ts', args, env: sandbox.env })
  const seed = JSON.parse(await readFile(seedFile, 'utf8')) as Seed
  say(`demo programme: organization ${seed.orgId}, website ${seed.websiteId}`)
  return seed
}

async function startApi({ processes, port, say }: DemoOptions, sandbox: SandboxIndex) {
  const free = await freePort(port)
  if (free !== port) say(`port ${port} is taken: the API listens on ${free}`)
  const url = `http://127.0.0.1:${free}`
  const env = { ...sandbox.env, PORT: String(free), PUBLIC_URL: url }
  const child = await processes.start({ name: 'api', file: 'src/server.ts', env })
  await untilReady('API', child, async () => (await fetch(`${url}/readyz`)).ok)
  say(`API: ${url}`)
  return url
}

async function startWorker({ processes, say }: DemoOptions, sandbox: SandboxIndex, bundle: string) {
  const port = await freePort(9464)
  const env = { ...sandbox.env, METRICS_PORT: String(port), WORKFLOW_BUNDLE: bundle }
  const child = await processes.start({ name: 'worker', file: 'src/worker.ts', env })
  const url = `http://127.0.0.1:${port}`
  await untilReady('worker', child, async () => (await fetch(`${url}/healthz`)).ok)
  say(`worker: ${url}/metrics`)
}
