import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from '@jest/globals'
import { freePort } from '../../engines/ports.ts'

it('a wanted port that is free is taken', async () => {
  const port = await freePort()
  expect(await freePort(port)).toBe(port)
})

it('a wanted port that is taken moves on to the next free one', async () => {
  const wanted = await freePort()
  const server = createServer().listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const port = await freePort(wanted)
  server.close()
  expect(port).toBeGreaterThan(wanted)
  expect(port).toBeLessThan(wanted + 100)
})

it('no port above the last one is invented', async () => {
  await expect(freePort(65_536)).rejects.toThrow('No port from 65536 upwards is free')
})
