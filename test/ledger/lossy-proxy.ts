import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface LossyProxy {
  url: string
  /** Lets the next `times` commands of this name reach the server, and cuts the connection before they are answered. */
  loseAnswersOf: (command: string, times: number) => void
  /** How many answers are still to be lost. */
  left: () => number
  close: () => Promise<void>
}

/**
 * Stands between a client and mongod, and cuts connections when a command was applied but not yet answered: the one
 * failure a client cannot tell from one before. Works with any mongod, as its own fail points do not.
 */
export async function openLossyProxy(url: string): Promise<LossyProxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let lost = { command: '', times: 0 }

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 27017), target.hostname)
    let isDoomed = false
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (data) => {
      if (lost.times > 0 && data.includes(lost.command)) {
        isDoomed = true
        lost.times--
      }
      upstream.write(data)
    })
    // The answer says that the command was applied; it goes no further.
    upstream.on('data', (data) => (isDoomed ? end() : client.write(data)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    loseAnswersOf: (command, times) => (lost = { command, times }),
    left: () => lost.times,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
