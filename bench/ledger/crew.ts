import type { ContenderName } from './job.ts'
import { launchWriter } from './launch.ts'
import type { Writer } from './launch.ts'

/** The processes that send, one or two for each contender; they are kept from run to run. */
export function createCrew() {
  const writers = new Map<string, Writer>()

  function writerFor(contender: ContenderName, number: number): Writer {
    const name = `${contender} ${number}`
    const writer = writers.get(name) ?? launchWriter()
    writers.set(name, writer)
    return writer
  }

  async function end(): Promise<void> {
    await Promise.all([...writers.values()].map((writer) => writer.end()))
  }

  return { writerFor, end }
}

export type Crew = ReturnType<typeof createCrew>
