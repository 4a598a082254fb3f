import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { freePort } from './ports.ts'
import { resolve } from './resolve.ts'
import { untilReady } from './wait.ts'

export type TemporalOptions = {
  log: string
  /** Keeps workflows from one start to the next; left out, they live in memory. */
  dbFile?: string
  /** Taken as it is; left out, any free one. */
  port?: number
  /** Of the web interface; left out, there is none. */
  uiPort?: number
  /** The executable; left out, it is resolved. */
  path?: string
}

export type Temporal = Child & { address: string; uiUrl?: string }

export const namespace = 'vouchsafe'

const searchAttributes = [
  'VouchsafeOrg',
  'VouchsafeRule',
  'VouchsafeRuleType',
  'VouchsafeUser',
  'VouchsafeOutcome',
]

/** One partition makes a queue first-in first-out; the limits are raised out of a demo's way. */
const dynamicConfig = {
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'matching.enableFairness': true,
  // Fills TemporalReportedProblems, by which operators find workflows that are stuck in their own code.
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute': 2,
  'system.forceSearchAttributesCacheRefreshOnRead': false,
  'frontend.rps': 10_000,
  'frontend.namespaceRPS': 10_000,
  'matching.rps': 10_000,
  'history.rps': 20_000,
}

/** Starts Temporal's development server and returns when our namespace answers. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const { log, uiPort } = options
  const port = options.port ?? (await freePort())
  const command = options.path ?? (await resolve('temporal')).path
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true })
  const child = await startChild({
    command,
    args: argumentsOf(options, port),
    env: environment(),
    log,
  })
  const address = `127.0.0.1:${port}`
  await untilReady('temporal', child, () => keepForMonth(address))
  return { ...child, address, ...(uiPort !== undefined && { uiUrl: `http://127.0.0.1:${uiPort}` }) }
}

function argumentsOf({ dbFile, uiPort }: TemporalOptions, port: number) {
  const configured = Object.entries(dynamicConfig).map(([key, value]) => `${key}=${value}`)
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--namespace', namespace, '--log-level', 'warn'],
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...configured.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...(uiPort === undefined
      ? ['--headless']
      : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile, ...pragmas]),
  ]
}

// A demo may lose its last second in a power cut; it is two to four times faster for it.
const pragmas = ['journal_mode=WAL', 'synchronous=OFF'].flatMap((p) => ['--sqlite-pragma', p])

/** The command reads its own settings from TEMPORAL_*, which here are meant for the product. */
function environment() {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'))
  // On two cores it does more with one processor, since the worker has the other.
  return { ...Object.fromEntries(ours), GOMAXPROCS: '1' }
}

/** The development server forgets a finished workflow after a day, which is too soon for its operators. */
async function keepForMonth(address: string) {
  const connection = await Connection.connect({ address, connectTimeout: '1s' })
  try {
    const config = { workflowExecutionRetentionTtl: msToTs('30 days') }
    await connection.workflowService.updateNamespace({ namespace, config })
    return true
  } finally {
    await connection.close()
  }
}
