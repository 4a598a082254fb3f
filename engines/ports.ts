import { once } from 'node:events'
import { createServer } from 'node:net'
import { hasCode } from './errors.mjs'

/**
 * A port on loopback that nobody listens on: the wanted one, or else the next free one after it.
 * Without a wish, any that the system gives.
 */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; port <= 65_535; port += 1) {
    const free = await tryPort(port)
    if (free !== undefined) return free
  }
  throw new Error(`No port from ${wanted} upwards is free`)
}

async function tryPort(port: number) {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE', 'EACCES')) return undefined
    throw error
  }
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address?.port : undefined
}
