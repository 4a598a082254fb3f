import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startDemo } from './demo.ts'
import type { Demo } from './demo.ts'
import { writeEnvironment } from './environment-file.ts'
import type { Flags } from './flags.ts'
import { createProcesses } from './processes.ts'
import type { Processes } from './processes.ts'
import { sealingKeys } from './sealing-key.ts'
import type { Stack } from './stack.ts'
import { runTour } from './tour/tour.ts'
import type { Audit } from './tour/tour.ts'

export type Product = {
  /** What a newcomer is shown once everything is up. */
  summary: string
  /** An address that signs in to the console: once, and within ten minutes. */
  signInLink: () => Promise<string>
  /** Runs the main job on real input; true when every step held. */
  tour: () => Promise<boolean>
  stop: () => Promise<void>
}

/** Starts the processes of Vouchsafe, and a world for them to look at, on engines that are up. */
export async function startProduct(
  stack: Stack,
  { dataDir, port }: Flags,
  say: (line: string) => void = (line) => console.log(line),
): Promise<Product> {
  const dir = resolve(dataDir)
  const environmentFile = join(dir, 'demo.env')
  const env = { ...process.env, ...(await commonEnvironment(stack, dir)) }
  const processes = createProcesses(join(dir, 'logs'), env)
  const stop = async () => {
    await rm(environmentFile, { force: true })
    await processes.stop()
  }
  try {
    say(await builtConsole(processes))
    const demo = await startDemo({ processes, dir, port, say })
    await writeEnvironment(environmentFile, variablesOf(stack, demo))
    const { temporalUiUrl } = stack
    const audit = () => auditLedger(processes)
    return {
      summary: summaryOf(stack, demo, environmentFile),
      signInLink: () => signInLink(demo),
      tour: () => runTour({ ...demo, audit, say, ...(temporalUiUrl && { temporalUiUrl }) }),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** In a process of its own, as it takes much memory for a moment. Returns what there is to say of it. */
async function builtConsole({ run }: Processes): Promise<string> {
  const output = await run({ name: 'console', file: 'engines/console.ts', heapMegabytes: 512 })
  return output.trim()
}

async function commonEnvironment({ mongoUrl, temporalAddress }: Stack, dir: string) {
  return {
    MONGO_URL: mongoUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    HOST: '127.0.0.1',
    ENCRYPTION_KEYS: await sealingKeys(join(dir, 'encryption.keys')),
    // A demo's reader does not wait ten minutes to see something taken back.
    SECOND_LOOK_SECONDS: '5',
    TZ: 'UTC',
    // The second start need not compile what the first one has, types taken off included.
    NODE_COMPILE_CACHE: join(dir, 'compile-cache'),
    // glibc keeps a heap per thread, and a worker has two dozen: one for all saves it 60 MB.
    MALLOC_ARENA_MAX: '1',
  }
}

function variablesOf(stack: Stack, { baseUrl, sandbox, seed }: Demo): Record<string, string> {
  return {
    BASE_URL: baseUrl,
    SNAG_API_KEY: seed.snagApiKey,
    CLAIMR_TOKEN: seed.claimrToken,
    ORG_ID: seed.orgId,
    WEBSITE_ID: seed.websiteId,
    CURRENCY_ID: seed.currencyId,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_UI_URL: stack.temporalUiUrl ?? '',
    MONGO_URL: stack.mongoUrl,
    SANDBOX_URL: sandbox.url,
  }
}

async function signInLink({ baseUrl, seed }: Demo): Promise<string> {
  const headers = { 'X-API-KEY': seed.snagApiKey }
  const answer = await fetch(`${baseUrl}/api/session/links`, { method: 'POST', headers })
  if (!answer.ok) throw new Error(`no sign-in link: the API answers ${answer.status}`)
  return ((await answer.json()) as { url: string }).url
}

async function auditLedger({ run }: Processes): Promise<Audit> {
  const output = await run({ name: 'audit', file: 'src/audit.ts', args: ['--json'] })
  const told = output.split('\n').findLast((line) => line.startsWith('{'))
  return JSON.parse(told ?? '{}') as Audit
}

function summaryOf(stack: Stack, { baseUrl, sandbox, seed }: Demo, environmentFile: string) {
  const lines = {
    API: baseUrl,
    'API reference': `${baseUrl}/api/reference`,
    'API key': seed.snagApiKey,
    'Temporal UI': stack.temporalUiUrl ?? `of the server at ${stack.temporalAddress}`,
    Sandbox: sandbox.url,
    'For scripts': `source ${environmentFile}`,
  }
  const rows = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(15)}${value}`)
  return ['Vouchsafe is running.', ...rows].join('\n')
}
