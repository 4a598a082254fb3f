import { startChild } from './child.ts'
import type { Child } from './child.ts'

export type Shell = {
  /** Runs a command with our output and returns its exit code. */
  run: (command: string) => Promise<number>
  /** Ends what runs; nothing is run after it. */
  stop: () => Promise<void>
}

export function createShell(env: NodeJS.ProcessEnv, cwd: string): Shell {
  const running = new Set<Child>()
  let isStopped = false
  return {
    run: async (command) => {
      if (isStopped) return 130
      const child = await startChild({ command: 'sh', args: ['-c', `exec ${command}`], env, cwd })
      running.add(child)
      const code = await child.exited
      running.delete(child)
      return code
    },
    stop: async () => {
      isStopped = true
      await Promise.all([...running].map((child) => child.stop()))
    },
  }
}
