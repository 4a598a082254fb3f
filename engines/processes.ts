import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild } from './child.ts'
import type { Child } from './child.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export type Script = {
  /** Names its log. */
  name: string
  /** Below the project's folder. */
  file: string
  args?: string[]
  /** Beside the environment that all of them have. */
  env?: Record<string, string>
  /** What its heap may grow to, in MB; Node's own idea of it is a share of the machine. */
  heapMegabytes?: number
}

export type Processes = {
  /** Starts a script of ours that stays. */
  start: (script: Script) => Promise<Child>
  /** Runs one to its end and returns what it wrote. Throws with its last words if it failed. */
  run: (script: Script) => Promise<string>
  /** Ends all of them, the last one first. */
  stop: () => Promise<void>
}

/** Node processes of this project: none outlives this one, and each has a log of its own. */
export function createProcesses(logDir: string, env: NodeJS.ProcessEnv): Processes {
  const started: Child[] = []
  let isStopped = false

  async function start({ name, file, args = [], heapMegabytes = 128, ...own }: Script) {
    const child = await startChild({
      command: process.execPath,
      args: [...heapFlags(heapMegabytes), join(root, file), ...args],
      env: { ...env, ...own.env },
      cwd: root,
      log: join(logDir, `${name}.log`),
    })
    if (isStopped) {
      await child.stop()
      throw new Error(`${name} is not started: everything is being stopped`)
    }
    started.push(child)
    return child
  }

  return {
    start,
    async run(script) {
      const child = await start(script)
      const code = await child.exited
      const output = await child.output()
      if (code === 0) return output
      const words = output.trimEnd().split('\n').slice(-8).join('\n')
      throw new Error(`${script.name} ended with exit code ${code}. It wrote:\n${words}`)
    },
    async stop() {
      isStopped = true
      for (const child of started.toReversed()) await child.stop()
    },
  }
}

/** Every thread has a young generation: a small one keeps a process small, a larger one keeps a busy one fast. */
function heapFlags(megabytes: number) {
  return [`--max-old-space-size=${megabytes}`, '--max-semi-space-size=8']
}
