import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const memory = '/dev/shm'
const neededBytes = 6 * 1024 ** 3

/**
 * Where tests keep what they throw away: in memory where there is plenty of it, since hundreds of databases are made and
 * every write waits for its disk; else in the system's folder for such things.
 */
export async function scratchFolder(): Promise<string> {
  return (await hasRoom(memory)) ? memory : tmpdir()
}

async function hasRoom(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return Math.min(bavail * bsize, process.availableMemory()) > neededBytes
  } catch {
    // Not every system has one.
    return false
  }
}
