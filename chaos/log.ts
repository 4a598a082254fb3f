import { open } from 'node:fs/promises'
import type { Answer } from './answer.ts'
import { decode, encode } from './wire.ts'

/** What a client writes down before it sends, and after it was answered. */
export type LogLine = {
  operation: string
  /** Tells the sends of one operation apart. */
  send: number
  /** Another body was sent under the operation's key, which must be refused. */
  isOther?: true | undefined
} & ({ is: 'send'; to: string; call: unknown } | { is: 'answer'; answer: Answer })

export type Log = Awaited<ReturnType<typeof openLog>>

/** A file of lines. What is written at about the same time is forced to the disk together. */
export async function openLog(file: string) {
  const handle = await open(file, 'a+')
  let gathered: string[] = []
  let last = Promise.resolve()
  let next: Promise<void> | undefined
  let readUpTo = 0

  async function flush(): Promise<void> {
    await last
    next = undefined
    const lines = gathered
    gathered = []
    await handle.write(lines.join(''))
    await handle.datasync()
  }

  return {
    /** Returns when the line is on the disk. Lines are in the order in which this was called. */
    write(line: LogLine): Promise<void> {
      gathered.push(`${encode({ at: Date.now(), ...line })}\n`)
      if (!next) last = next = flush()
      return next
    },
    /** The lines that are in the file since this was last asked. */
    async readOn(): Promise<LogLine[]> {
      await last
      const { size } = await handle.stat()
      if (size === readUpTo) return []
      const { buffer } = await handle.read(Buffer.alloc(size - readUpTo), 0, null, readUpTo)
      const whole = buffer.subarray(0, buffer.lastIndexOf(0x0a) + 1)
      readUpTo += whole.length
      return whole
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => decode<LogLine>(line))
    },
    async close(): Promise<void> {
      await last
      await handle.close()
    },
  }
}
