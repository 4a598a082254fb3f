import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMongod } from '../../engines/mongod.ts'
import type { Mongod } from '../../engines/mongod.ts'
import { freePort } from '../../engines/ports.ts'

/**
 * A mongod of a test file's own, for those that kill it or set fail points: a server has one of them for everybody. `start`
 * comes before anything that opens a database, and again after it was killed; `stop` after all that closes one.
 */
export function ownMongod() {
  let dir = ''
  let port: number | undefined
  let mongod: Mongod | undefined

  /** On the data and the port it had before, if it had any. */
  async function start(): Promise<Mongod> {
    dir ||= await mkdtemp(join(tmpdir(), 'vouchsafe-mongod-'))
    port ??= await freePort()
    const log = join(dir, 'mongod.log')
    mongod = await startMongod({ dir: join(dir, 'data'), log, port, testCommands: true })
    // Each test file has an environment of its own.
    process.env.MONGO_URL = mongod.url
    return mongod
  }

  async function stop(): Promise<void> {
    await mongod?.stop()
    await rm(dir, { recursive: true, force: true })
  }

  return { start, stop }
}
