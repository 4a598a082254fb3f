import { createServer, get } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import express from 'express'
import { sendEvents } from '../../src/api/sent-events.ts'
import { until } from './support.ts'

const data = 'x'.repeat(64 * 1024)

let server: Server
let made: number
let left: number
let isIn: boolean
beforeEach(async () => {
  ;[made, left, isIn] = [0, 0, true]
  const app = express()
  app.get('/', (_req, res) =>
    sendEvents({ events, leave: () => void left++ }, res, {
      ...{ askMs: 20, patienceMs: 200 },
      async stillIn() {
        if (!isIn) throw new Error('not any more')
      },
    }),
  )
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function* events(signal: AbortSignal) {
  for (; !signal.aborted; made++) yield { event: 'claims', id: String(made), data }
}

function ask(): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, resolve).on('error', reject)
  })
}

const isOver = () =>
  until(
    async () => left,
    (count) => count === 1,
  )

it('a reader that takes nothing is cut off, and nothing is made for it meanwhile', async () => {
  const answer = (await ask()).pause()
  await isOver()
  expect(made).toBeLessThan(1_000)
  answer.on('error', () => undefined).resume()
  await until(
    async () => answer.destroyed,
    (gone) => gone,
  )
  expect(answer.complete).toBe(false)
})

it('a reader that reads goes on, until it is not let in any more', async () => {
  const answer = await ask()
  let bytes = 0
  answer.on('data', (part: Buffer) => (bytes += part.length))
  await until(
    async () => bytes,
    (count) => count > 20 * data.length,
  )
  expect(left).toBe(0)
  isIn = false
  await isOver()
})

it('a reader that goes away is let go', async () => {
  const answer = await ask()
  answer.on('error', () => undefined).destroy()
  await isOver()
})
