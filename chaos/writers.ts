import { connect } from 'node:net'
import { once } from 'node:events'
import type { Child } from '../engines/child.ts'
import { freePort } from '../engines/ports.ts'
import type { Processes } from '../engines/processes.ts'
import { untilReady } from '../engines/wait.ts'
import type { Call } from './calls.ts'
import type { Door } from './clients.ts'
import { createConnection } from './connection.ts'
import { host } from './hosted.ts'
import type { Hosted } from './hosted.ts'
import { mongoUrlOf } from './mongo-url.ts'
import { openProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'

export interface Writer extends Door<Call> {
  process: Hosted
  /** Between it and MongoDB. */
  network: Proxy
  setClock: (offsetMs: number) => Promise<void>
  stop: () => Promise<void>
}

/** A process of its own that writes to the ledger. */
export async function startWriter(
  name: string,
  { mongo, database, processes }: { mongo: string; database: string; processes: Processes },
): Promise<Writer> {
  const network = await openProxy(mongo)
  const port = await freePort()
  const args = [mongoUrlOf(network.address), database, String(port)]

  async function start(): Promise<Child> {
    const child = await processes.start({ name, file: 'chaos/writer.ts', args })
    await untilReady(name, child, () => isListening(port))
    return child
  }

  const process = await host(name, start)
  const connection = createConnection(port)
  return {
    name,
    process,
    network,
    ask: (call) => connection.ask({ call }),
    setClock: async (clockOffsetMs) => void (await connection.ask({ clockOffsetMs })),
    async stop() {
      connection.close()
      await process.end()
      await network.close()
    },
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
  return true
}
