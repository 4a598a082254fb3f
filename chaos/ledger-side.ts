import { join } from 'node:path'
import { createProcesses } from '../engines/processes.ts'
import type { Engine } from './engine.ts'
import { startedOften } from './hosted.ts'
import { createOperations } from './operations.ts'
import { userAccounts } from './places.ts'
import type { Random } from './random.ts'
import { openSide } from './side.ts'
import type { Side } from './side.ts'
import { startWriter } from './writers.ts'
import type { Writer } from './writers.ts'

const database = 'ledger'
const patienceMs = 2_500
const roundsPerWindow = 5

/** The ledger itself: processes that write to it, and clients that ask any of them. */
export async function openLedgerSide(
  dir: string,
  { address: mongo, client }: Engine,
  random: Random,
  count: number,
): Promise<{ writers: Writer[]; side: Side; stop: () => Promise<void> }> {
  const processes = createProcesses(join(dir, 'logs'), startedOften(dir))
  const writers: Writer[] = []
  async function stop(): Promise<void> {
    await Promise.all(writers.map((writer) => writer.stop()))
    await processes.stop()
  }
  try {
    for (let number = 0; number < count; number += 1)
      writers.push(await startWriter(`writer-${number}`, { mongo, database, processes }))
    const operations = createOperations(random)
    const side = await openSide({
      logFile: join(dir, 'ledger-clients.log'),
      ...{ random, patienceMs, doors: writers, learn: operations.learn },
      // Caps are full after a while; a new window opens them again.
      draw: (name, round) => operations.draw(name, `w${Math.floor(round / roundsPerWindow)}`),
      db: client.db(database),
      accounts: userAccounts(),
    })
    return { writers, side, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
