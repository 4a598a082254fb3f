import { execFile } from 'node:child_process'
import { mkdir, statfs } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface Disk {
  /** Leaves no room for anything more. */
  fill: () => Promise<void>
  /** Gives the room back. */
  free: () => Promise<void>
  unmount: () => Promise<void>
}

const run = promisify(execFile)
const room = '8g'

/** A disk of its own at `folder` that can be full: a file system in memory. Undefined where we may not mount one. */
export async function mountDisk(folder: string): Promise<Disk | undefined> {
  await mkdir(folder, { recursive: true })
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${room}`, 'tmpfs', folder])
  } catch {
    // Mounting is root's; the campaign says how it simulates a full disk then.
    return undefined
  }
  return {
    async fill() {
      const { blocks, bfree, bsize } = await statfs(folder)
      await run('mount', ['-o', `remount,size=${(blocks - bfree) * bsize}`, folder])
    },
    free: async () => void (await run('mount', ['-o', `remount,size=${room}`, folder])),
    unmount: async () => void (await run('umount', [folder])),
  }
}
