import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { freePort } from '../../engines/ports.ts'
import { resolve } from '../../engines/resolve.ts'
import { startStack } from '../../engines/stack.ts'
import { until } from '../../engines/wait.ts'

const environment = { ...process.env }
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-stack-'))
})

afterAll(() => rm(dir, { recursive: true }))

beforeEach(() => {
  delete process.env['MONGO_URL']
  delete process.env['TEMPORAL_ADDRESS']
})

afterEach(() => {
  process.env = { ...environment }
})

it('engines that the environment names are taken as they are', async () => {
  process.env['MONGO_URL'] = 'mongodb://elsewhere'
  process.env['TEMPORAL_ADDRESS'] = 'elsewhere:7233'
  const said: string[] = []
  const { stop, ...stack } = await startStack({ dataDir: dir, say: (line) => said.push(line) })
  expect(stack).toEqual({ mongoUrl: 'mongodb://elsewhere', temporalAddress: 'elsewhere:7233' })
  expect(said).toHaveLength(2)
  expect(await readdir(dir)).toEqual([])
  await stop()
})

it('an engine that cannot start leaves the other one stopped', async () => {
  const mongod = await resolve('mongod')
  const broken = { path: '/bin/false', version: '1.0.0', from: 'the test' }
  const find = async (engine: string) => (engine === 'mongod' ? mongod : broken)
  const dataDir = join(dir, 'half')
  await expect(startStack({ dataDir, find })).rejects.toThrow('temporal ended with exit code 1')
  process.env['TEMPORAL_ADDRESS'] = 'elsewhere:7233'
  const again = await startStack({ dataDir, find })
  await again.stop()
})

it('npm start leaves nothing running when its launcher is killed with -9', async () => {
  const bootstrap = join(import.meta.dirname, '../../engines/bootstrap.mjs')
  const start = join(import.meta.dirname, '../../engines/start.ts')
  const args = [bootstrap, start, '--no-tour', '--data', join(dir, 'started')]
  const launcher = spawn(process.execPath, args, {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ports: number[] = []
  for await (const line of createInterface(launcher.stdout)) {
    const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) ports.push(Number(port))
    if (line.startsWith('temporal')) break
  }
  expect(ports).toHaveLength(2)
  launcher.kill('SIGKILL')
  for (const port of ports) {
    await until(`nobody listens on ${port}`, async () => (await freePort(port)) === port)
  }
})
