import { join } from 'node:path'
import type { Child } from '../engines/child.ts'
import { until } from '../engines/wait.ts'

/** A process that faults happen to, under a supervisor: one that ends by itself is started again. */
export interface Hosted {
  name: string
  kill: () => Promise<void>
  freeze: () => void
  thaw: () => void
  /** Asks it to end in good order, and returns when it has. */
  end: () => Promise<void>
  /** Starts it if it is not there; returns when it works. */
  ensure: () => Promise<void>
  /** With what exit codes it ended though nobody had asked it to, since this was last asked. */
  ownEnds: () => number[]
}

const startsWithinMs = 90_000

/** Starts a process; `start` returns when it works, and throws when it does not. */
export async function host(name: string, start: () => Promise<Child>): Promise<Hosted> {
  const ends: number[] = []
  let child = await start()
  let isUp = true
  let isAsked = false
  let starting: Promise<void> | undefined
  watch(child)

  function watch({ exited }: Child): void {
    void exited.then((code) => {
      isUp = false
      if (isAsked) return
      ends.push(code)
      // Whoever needs it asks again, and is told why it does not start.
      ensure().catch(() => {})
    })
  }

  async function ensure(): Promise<void> {
    if (!isUp) await (starting ??= startAgain().finally(() => (starting = undefined)))
  }

  async function startAgain(): Promise<void> {
    child = await until(`${name} starts`, start, { withinMs: startsWithinMs, everyMs: 200 })
    isUp = true
    isAsked = false
    watch(child)
  }

  return {
    name,
    ensure,
    async kill() {
      isAsked = true
      child.kill('SIGKILL')
      await child.exited
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async end() {
      isAsked = true
      await starting
      child.kill('SIGCONT')
      await child.stop()
    },
    ownEnds: () => ends.splice(0),
  }
}

/** The environment of Node processes that are started again and again: what one has compiled the next one need not. */
export function startedOften(dir: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(dir, 'compile-cache') }
}
