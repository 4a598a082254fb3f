import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMongod } from '../../engines/mongod.ts'
import type { Mongod } from '../../engines/mongod.ts'

/**
 * A mongod of a test file's own, for those that set fail points: a server has one of them for everybody. `start` comes before
 * anything that opens a database, `stop` after all that closes one.
 */
export function ownMongod() {
  let dir = ''
  let mongod: Mongod | undefined

  async function start(): Promise<void> {
    dir = await mkdtemp(join(tmpdir(), 'vouchsafe-mongod-'))
    const log = join(dir, 'mongod.log')
    mongod = await startMongod({ dir: join(dir, 'data'), log, testCommands: true })
    // Each test file has an environment of its own.
    process.env.MONGO_URL = mongod.url
  }

  async function stop(): Promise<void> {
    await mongod?.stop()
    await rm(dir, { recursive: true, force: true })
  }

  return { start, stop }
}
