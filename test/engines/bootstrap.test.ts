import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { expect, it } from '@jest/globals'
import { until } from '../../engines/wait.ts'

const bootstrap = join(import.meta.dirname, '../../engines/bootstrap.mjs')
const script = join(import.meta.dirname, 'fixture-script.ts')

it('the bootstrap hands over arguments, and keeps the exit code', async () => {
  const process = start('3', 'a b', "c'd")
  expect(await told(process)).toMatchObject({ others: ['a b', "c'd"] })
  expect(await exitOf(process)).toBe(3)
})

it('the bootstrap says which node it took and that the dependencies are there', async () => {
  const lines: string[] = []
  const process = start('0')
  createInterface(process.stdout).on('line', (line) => lines.push(line))
  await exitOf(process)
  expect(lines[0]).toMatch(/^node \d+\.\d+\.\d+ \(.+\)$/)
  expect(lines[1]).toBe('dependencies as in package-lock.json (node_modules)')
})

it('the bootstrap forwards a signal', async () => {
  const process = start('wait')
  await told(process)
  process.kill('SIGTERM')
  expect(await exitOf(process)).toBe(5)
})

it('the script is told when the bootstrap is killed with -9', async () => {
  const process = start('wait')
  const { pid } = await told(process)
  process.kill('SIGKILL')
  await until('the script is gone', () => !isAlive(pid))
})

it('the script ends when the shell around the bootstrap does', async () => {
  const command = `"${process.execPath}" "${bootstrap}" "${script}" wait; true`
  const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { pid } = await told(shell)
  shell.kill('SIGTERM')
  await until('the script is gone', () => !isAlive(pid))
})

it('a named node that is too old is refused', async () => {
  const child = spawn(process.execPath, [bootstrap, script], {
    env: { ...process.env, VOUCHSAFE_NODE: '/bin/true' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [text] = (await once(child.stderr, 'data')) as [Buffer]
  expect(text.toString()).toContain('VOUCHSAFE_NODE=/bin/true')
  expect(await exitOf(child)).toBe(1)
})

type Process = ReturnType<typeof start>

function start(...args: string[]) {
  return spawn(process.execPath, [bootstrap, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function told({ stdout }: Process) {
  for await (const line of createInterface(stdout)) {
    if (line.startsWith('{')) return JSON.parse(line) as { others: string[]; pid: number }
  }
  throw new Error('the script said nothing')
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  return new Promise((resolve) => child.on('exit', resolve))
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
