import { get } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import express from 'express'
import { sendStream } from '../../src/api/streamed.ts'
import { until } from './support.ts'

const chunk = 'x'.repeat(64 * 1024)
const most = 2_000

let server: Server
let made: number
let isOver: boolean
let failure: unknown
let failAt: number
beforeEach(async () => {
  ;[made, isOver, failure, failAt] = [0, false, undefined, Infinity]
  const app = express()
  app.get('/', async (req, res) => {
    const streamed = { mediaType: 'text/csv', fileName: 'a.csv', chunks: chunks() }
    await sendStream(streamed, req, res).catch((error: unknown) => {
      failure = error
      if (!res.headersSent) res.status(500).end()
    })
  })
  server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function* chunks() {
  try {
    for (; made < most; made++) {
      if (made === failAt) throw new Error('cannot go on')
      yield chunk
    }
  } finally {
    isOver = true
  }
}

function ask(method = 'GET'): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, agent: false }
    const request = get(options, (answer) => resolve(answer.pause()))
    request.on('error', reject)
  })
}

/** How much arrives, and whether it ends as it should. */
async function readAll(answer: IncomingMessage) {
  let bytes = 0
  try {
    for await (const part of answer) bytes += (part as Buffer).length
  } catch {
    return { bytes, isWhole: false }
  }
  return { bytes, isWhole: true }
}

it('everything arrives', async () => {
  const answer = await ask()
  expect(answer.headers).toMatchObject({
    ...{ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' },
    'content-disposition': 'attachment; filename=a.csv',
  })
  expect(await readAll(answer)).toEqual({ bytes: most * chunk.length, isWhole: true })
  expect([isOver, failure]).toEqual([true, undefined])
})

it('nothing is made for a client that does not read, or that goes away', async () => {
  const answer = await ask()
  const seen: number[] = []
  await until(
    async () => seen.push(made),
    () => seen.length > 10 && new Set(seen.slice(-10)).size === 1,
  )
  expect(made).toBeLessThan(most / 2)
  expect(isOver).toBe(false)
  answer.destroy()
  await until(
    async () => isOver,
    (over) => over,
  )
  expect(made).toBeLessThan(most / 2)
  expect(failure).toBeUndefined()
})

it('what fails at once is an answer, and what fails later cuts it off', async () => {
  failAt = 0
  expect((await ask()).statusCode).toBe(500)
  ;[made, failAt] = [0, 5]
  const { bytes, isWhole } = await readAll(await ask())
  expect([isWhole, bytes <= 5 * chunk.length]).toEqual([false, true])
  expect(failure).toEqual(new Error('cannot go on'))
})

it('whoever asks for the head makes nobody work', async () => {
  expect((await ask('HEAD')).statusCode).toBe(200)
  expect(made).toBe(0)
})
