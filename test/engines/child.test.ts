import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startChild } from '../../engines/child.ts'
import { until } from '../../engines/wait.ts'

const willing = 'echo up $$; exec sleep 600'
const stubborn = 'trap "" TERM; echo up $$; while :; do sleep 0.1; done'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-child-'))
})

afterAll(() => rm(dir, { recursive: true }))

it.each([
  ['that ends when it is asked', willing],
  ['that refuses to', stubborn],
])('a child %s dies with its parent after kill -9', async (_, command) => {
  const fixture = join(import.meta.dirname, 'fixture-parent.ts')
  const parent = spawn(process.execPath, [fixture, 'sh', '-c', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = pidIn(line.toString()) ?? 0
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await until('the child is gone', () => !isAlive(pid), { withinMs: 10_000 })
})

it('a child that refuses to stop is killed after its grace', async () => {
  const log = join(dir, 'stubborn')
  const child = await startChild({ command: 'sh', args: ['-c', stubborn], log, graceSeconds: 1 })
  await until('it refuses', async () => pidIn(await child.output()))
  await child.stop()
  expect(await child.exited).toBe(137)
  expect(isAlive(child.pid)).toBe(false)
})

it('a stopped child takes its own children with it', async () => {
  const script = 'sleep 600 & echo up $!; wait'
  const child = await startChild({ command: 'sh', args: ['-c', script], log: join(dir, 'family') })
  const grandchild = await until('its child', async () => pidIn(await child.output()))
  await child.stop()
  await until('its child is gone', () => !isAlive(grandchild))
})

it('a child tells its own pid, exit code and output', async () => {
  const log = join(dir, 'deeper', 'log')
  await mkdir(dirname(log))
  await writeFile(log, 'from an earlier run\n')
  const child = await startChild({ command: 'sh', args: ['-c', 'echo up $$; exit 3'], log })
  expect(await child.exited).toBe(3)
  expect(await child.output()).toBe(`up ${child.pid}\n`)
})

it('a fault reaches the child itself', async () => {
  const child = await startChild({ command: 'sleep', args: ['600'] })
  child.kill('SIGKILL')
  expect(await child.exited).toBe(137)
  child.kill('SIGKILL')
  await child.stop()
})

it('a command that does not exist ends as a shell says it', async () => {
  const command = join(dir, 'nothing')
  const child = await startChild({ command, args: [], log: join(dir, 'log') })
  expect(await child.exited).toBe(127)
  expect(await child.output()).toContain('not found')
})

function pidIn(output: string) {
  const pid = /^up (\d+)$/m.exec(output)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
