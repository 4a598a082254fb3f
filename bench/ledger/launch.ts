import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, Measured, Told } from './job.ts'

export type Progress = Extract<Told, { kind: 'progress' }>

/** A process that takes one job after the other. */
export interface Writer {
  /** Returns when it could begin. */
  prepare: (job: Job) => Promise<void>
  /** Says the word, and returns what was measured. Throws if the process ended instead; it has said why. */
  go: (onProgress?: (progress: Progress) => void) => Promise<Measured>
  end: () => Promise<void>
}

/** What such a process is started with beside the benchmark's own. */
export interface LaunchOptions {
  flags?: readonly string[]
  env?: Readonly<Record<string, string>>
}

/** Starts a process for jobs. It ends with this one, however this one ends. */
export function launchWriter(options?: LaunchOptions): Writer {
  const { tell, until, end } = launch('writer.ts', [], options)
  return {
    async prepare(job) {
      tell(job)
      await until('ready')
    },
    async go(onProgress = () => {}) {
      tell('go')
      for (;;) {
        const told = await until('measured', 'progress')
        if (told.kind === 'measured') return told.measured
        if (told.kind === 'progress') onProgress(told)
      }
    },
    end,
  }
}

/** Keeps the projection of a database up in a process of its own. */
export async function launchProjector(url: string, database: string) {
  const { until, end } = launch('projector.ts', [url, database])
  await until('ready')
  return { end }
}

function launch(file: string, args: string[], { flags = [], env = {} }: LaunchOptions = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, args, { execArgv: [...flags], env: { ...process.env, ...env } })
  const messages = on(child, 'message') as AsyncIterator<[Told], undefined>
  const ended = once(child, 'exit').then(() => undefined)

  /** The next thing that it tells, which must be one of these. */
  async function until(...kinds: Told['kind'][]): Promise<Told> {
    const next = await Promise.race([messages.next(), ended])
    const [told] = next?.value ?? []
    if (told && kinds.includes(told.kind)) return told
    throw new Error(`${file} ended before it was ${kinds[0]}`)
  }

  /** Letting go of it is how it is told to end. */
  async function end(): Promise<void> {
    if (child.connected) child.disconnect()
    await ended
  }

  return { tell: (what: Job | 'go') => void child.send(what), until, end }
}
