import { mkdtemp, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './cache.mjs'
import { runChecks } from './checks.ts'
import { ensureChromium } from './chromium.ts'
import { messageOf } from './errors.mjs'
import { runJest } from './jest.ts'
import { pins } from './pins.ts'
import type { Engine } from './pins.ts'
import { createProcesses } from './processes.ts'
import { describe, resolve } from './resolve.ts'
import type { Resolved } from './resolve.ts'
import { scratchFolder } from './scratch.ts'
import { createShell } from './shell.ts'
import type { Shell } from './shell.ts'
import { startStack } from './stack.ts'
import type { StackOptions } from './stack.ts'
import { orLeave, untilAskedToStop } from './stopping.ts'
import { workflowBundle } from './workflow-bundle.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const say = (line: string) => console.log(line)
const dir = await mkdtemp(join(await scratchFolder(), 'vouchsafe-test-'))
try {
  process.exitCode = (await runOnEngines()) ? 0 : 1
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
} finally {
  await rm(dir, { recursive: true, force: true })
}

async function runOnEngines(): Promise<boolean> {
  const asked = untilAskedToStop()
  const found = await orLeave(asked, findEngines())
  const processes = createProcesses(join(dir, 'logs'), environment())
  const bundle = await orLeave(asked, workflowBundle(join(cacheFolder, 'bundles'), processes))
  const stack = await orLeave(asked, startStack(wishes(found)))
  try {
    const env = {
      ...environment(),
      ...{ MONGO_URL: stack.mongoUrl, TEMPORAL_ADDRESS: stack.temporalAddress },
      ...{ WORKFLOW_BUNDLE: bundle, TMPDIR: dir },
      // The product is started dozens of times; half of what a start takes is compiling the same files.
      NODE_COMPILE_CACHE: join(dir, 'compiled'),
      ...pathsOf(found),
    }
    const shell = createShell(env, root)
    void asked.then(() => shell.stop())
    return await runEverything(shell)
  } finally {
    await stack.stop()
  }
}

type Found = Record<Engine, Resolved>

async function findEngines(): Promise<Found> {
  const [mongod, temporal, temporalTestServer, anvil] = await Promise.all([
    resolve('mongod', { say }),
    resolve('temporal', { say }),
    resolve('temporalTestServer', { say }),
    resolve('anvil', { say }),
  ])
  say(describe('temporalTestServer', temporalTestServer))
  say(describe('anvil', anvil))
  return { mongod, temporal, temporalTestServer, anvil }
}

function wishes(found: Found): StackOptions {
  return {
    dataDir: dir,
    inMemory: true,
    testCommands: true,
    say,
    find: async (name) => found[name],
  }
}

/** Tests that want an engine of their own, to kill it for instance, find its executable by these. */
function pathsOf(found: Found) {
  const engines = Object.keys(found) as Engine[]
  return Object.fromEntries(engines.map((engine) => [pins[engine].variable, found[engine].path]))
}

/** What `npm run` would give a script, so that the commands of our dependencies are found. */
function environment() {
  const folders = [
    join(root, 'node_modules', '.bin'),
    dirname(process.execPath),
    process.env['PATH'],
  ]
  return {
    ...process.env,
    PATH: folders.join(delimiter),
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  }
}

/** Arguments are Jest's. When they name test files, nothing but these is wanted. */
async function runEverything(shell: Shell): Promise<boolean> {
  if ((await shell.run('node engines/console.ts')) !== 0) return false
  const named = args.filter((arg) => !arg.startsWith('-'))
  const isNarrow = named.length > 0
  const needsBrowser = !isNarrow || named.some((name) => name.includes('console'))
  if (needsBrowser) say(`chromium: ${await ensureChromium(say)}`)
  const failedChecks = isNarrow ? [] : await runChecks(shell)
  const { passed, failed, isGood } = await runJest(shell, args, dir)
  if (failedChecks.length > 0) console.error(`check failed: ${failedChecks.join(', ')}`)
  console.log(`${passed} passed, ${failed} failed`)
  return isGood && failedChecks.length === 0
}
