import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createFastEvents } from '../../../src/api/fast-events.ts'
import { createMetrics } from '../../../src/metrics.ts'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { eventually } from '../../support/eventually.ts'
import { eventOf, path, unique, ways } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const stored = (account: string) =>
  api.store.events.model.countDocuments({ org: api.tenant.org, account })

/** The fast way alone, with a log and metrics that can be looked into. */
async function startFast() {
  const lines: [string, Record<string, unknown>][] = []
  const note = (level: string) => (what: Record<string, unknown>) => void lines.push([level, what])
  const metrics = createMetrics()
  const answers = createFastEvents({
    ...{ engine: api.engine, metrics },
    log: { error: note('error'), info: note('info') } as never,
  })
  const server = createServer((req, res) => void (answers(req, res) || res.writeHead(404).end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...{ lines, metrics, port: (server.address() as AddressInfo).port },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

const head = (length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.tenant.key}\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`

it('a client that goes away in mid-body is no fault of ours, and nothing is counted', async () => {
  const fast = await startFast()
  const account = unique()
  const body = JSON.stringify(eventOf({ account }))
  const socket = connect(fast.port, '127.0.0.1')
  // What was said is on its way when the client goes; the rest never comes.
  socket.write(head(body.length + 100) + body, () => socket.destroy())
  await eventually(async () => fast.lines.length > 0)
  expect(fast.lines.map(([level, { code }]) => [level, code])).toEqual([
    ['info', 'malformed_request'],
  ])
  const { values } = await fast.metrics.requests.get()
  expect(new Set(values.map(({ labels }) => labels.status))).toEqual(new Set(['400']))
  expect(await stored(account)).toBe(0)
  await fast.stop()
})

it('a client that goes away before it is answered has been heard', async () => {
  const fast = await startFast()
  const account = unique()
  const body = JSON.stringify(eventOf({ account }))
  const socket = connect(fast.port, '127.0.0.1')
  socket.end(head(Buffer.byteLength(body)) + body, () => socket.destroy())
  await eventually(async () => (await stored(account)) === 1)
  expect(fast.lines).toEqual([])
  await fast.stop()
})

it('is asked who it is before anything it sends is read', async () => {
  const fast = await startFast()
  const socket = connect(fast.port, '127.0.0.1')
  let told = ''
  socket.on('data', (data) => (told += String(data)))
  socket.write(head(1_000_000).replace(api.tenant.key, 'vs_live_wrong'))
  await eventually(async () => told.includes('"code":"unauthenticated"'))
  socket.destroy()
  await fast.stop()
})

it('answers one request after the other on one connection', async () => {
  const fast = await startFast()
  const account = unique()
  const body = JSON.stringify(eventOf({ account }))
  const socket = connect(fast.port, '127.0.0.1')
  let told = ''
  socket.on('data', (data) => (told += String(data)))
  socket.write((head(Buffer.byteLength(body)) + body).repeat(5))
  await eventually(async () => told.split('HTTP/1.1 200').length === 6)
  expect(await stored(account)).toBe(5)
  socket.destroy()
  await fast.stop()
})

it.each(ways)('takes a body that is compressed, %s', async (_name, headers) => {
  const account = unique()
  const answer = await fetch(api.base + path, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${api.tenant.key}`, 'content-type': 'application/json' },
      ...{ 'content-encoding': 'gzip', ...headers() },
    },
    body: gzipSync(JSON.stringify([eventOf({ account }), eventOf({ account })])),
  })
  expect([answer.status, await stored(account)]).toEqual([200, 2])
})

it.each(ways)('carries the request’s own id back, or one of ours, %s', async (_name, headers) => {
  const ask = (more: object) =>
    api.call('POST', path, eventOf(), {
      ...{ bearer: api.tenant.key, headers: { ...headers(), ...more } },
    })
  expect((await ask({ 'x-request-id': 'mine-1' })).headers.get('x-request-id')).toBe('mine-1')
  const made = await ask({ 'x-request-id': 'not one\tof ours' })
  expect(made.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  expect(made.headers.get('cache-control')).toBe('no-store')
  expect(made.headers.get('x-content-type-options')).toBe('nosniff')
})
