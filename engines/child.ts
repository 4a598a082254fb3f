import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const guard = fileURLToPath(new URL('./guard.sh', import.meta.url))

export type ChildOptions = {
  command: string
  args: string[]
  /** Replaces the environment of this process. */
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** A file that its output is added to; left out, it shares our output. */
  log?: string
  /** Seconds it is given to end in good order before it is killed. */
  graceSeconds?: number
}

export type Child = {
  /** Of the command itself, not of its guard. */
  pid: number
  /** The exit code as a shell counts it: 128 + the signal's number when a signal ended it. */
  exited: Promise<number>
  /** Asks it to end, kills it after the grace, and returns when it is gone. */
  stop: () => Promise<void>
  /** For faults: no more than the signal. */
  kill: (signal: NodeJS.Signals) => void
  /** What it has written to its log since it was started. */
  output: () => Promise<string>
}

/** Starts a command that cannot outlive this process, not even when this process is killed with -9. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args, env = process.env, cwd = process.cwd(), graceSeconds = 10 } = options
  const log = options.log === undefined ? undefined : openLog(options.log)
  const output = log?.descriptor ?? 'inherit'
  const guarded = spawn('sh', [guard, String(graceSeconds), command, ...args], {
    env,
    cwd,
    stdio: ['pipe', output, output, 'pipe'],
    // A group of its own keeps the terminal's Ctrl-C away from it: it is stopped in order, by us.
    detached: true,
  })
  log?.close()
  let isGone = false
  const exited = exitOf(guarded).finally(() => (isGone = true))
  const pid = await pidFrom(guarded)
  return {
    pid,
    exited,
    stop: async () => {
      guarded.stdin?.end()
      await exited
    },
    kill: (signal) => {
      if (!isGone) process.kill(pid, signal)
    },
    output: async () => (log ? log.read() : ''),
  }
}

function openLog(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const descriptor = openSync(file, 'a')
  const start = fstatSync(descriptor).size
  return {
    descriptor,
    close: () => closeSync(descriptor),
    read: async () => (await readFile(file)).subarray(start).toString(),
  }
}

async function exitOf(guarded: ChildProcess) {
  const [code, signal] = (await once(guarded, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

async function pidFrom(guarded: ChildProcess) {
  const pipe = guarded.stdio[3]
  if (!pipe || !('read' in pipe)) throw new Error('the guard has no pipe for the pid')
  const [line] = (await once(pipe, 'data')) as [Buffer]
  return Number(line.toString())
}
