import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface Proxy {
  address: string
  /** Lets nothing through; what is sent meanwhile arrives after `thaw`. */
  freeze: () => void
  thaw: () => void
  /** Breaks every connection, and every new one until `mend`. */
  cut: () => void
  mend: () => void
  /** Lets the next `times` MongoDB commands of this name reach the server, and cuts the connection before they are answered. */
  loseAnswersOf: (command: string, times: number) => void
  /** How many answers are still to be lost. */
  left: () => number
  close: () => Promise<void>
}

/** Stands between a client and a server (`host:port`), and does to their connections what networks do. */
export async function openProxy(target: string): Promise<Proxy> {
  const [host = '', port = ''] = target.split(':')
  const sockets = new Set<Socket>()
  let isFrozen = false
  let isCut = false
  let lost = { command: '', times: 0 }

  const server = createServer((client) => {
    if (isCut) return client.destroy()
    const upstream = connect({ host, port: Number(port) })
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
    if (isFrozen) [client, upstream].forEach((socket) => socket.pause())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const breakAll = () => sockets.forEach((socket) => socket.destroy())

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze() {
      isFrozen = true
      sockets.forEach((socket) => socket.pause())
    },
    thaw() {
      isFrozen = false
      sockets.forEach((socket) => socket.resume())
    },
    cut() {
      isCut = true
      breakAll()
    },
    mend: () => void (isCut = false),
    loseAnswersOf: (command, times) => void (lost = { command, times }),
    left: () => lost.times,
    async close() {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
