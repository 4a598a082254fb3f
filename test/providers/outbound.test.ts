import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { createOutbound } from '../../src/providers/outbound.ts'
import type { OutboundOptions } from '../../src/providers/outbound.ts'
import { startReceiver } from '../support/receiver.ts'
import type { Manner, Receiver } from '../support/receiver.ts'

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.stop())

const opened: { close: () => void }[] = []
afterEach(() => opened.splice(0).forEach(({ close }) => close()))

function open(options: Partial<OutboundOptions> = {}) {
  const outbound = createOutbound({ allowLoopback: true, timeoutMs: 1000, ...options })
  opened.push(outbound)
  return (url: string) => outbound.post({ url, headers: { 'x-a': 'b' }, body: '{"type":"é"}' })
}

it('sends what it is given, and tells the status', async () => {
  expect(await open()(`${receiver.url}/plain?a=1`)).toEqual({ status: 200 })
  const [message] = receiver.at('/plain')
  expect(message).toMatchObject({ raw: '{"type":"é"}', headers: { 'x-a': 'b' } })
})

it.each<[string, Manner, object]>([
  ['an error', 500, { status: 500 }],
  ['a wait', { status: 429, headers: { 'retry-after': '7' } }, { retryAfterSeconds: 7 }],
  ['silence', 'hangs', { status: 0, reason: 'timed_out' }],
  ['an end of the connection', 'closes', { status: 0, reason: 'no_answer' }],
])('%s is an answer', async (name, manner, wanted) => {
  const path = `/${encodeURIComponent(name)}`
  receiver.always(path, manner)
  expect(await open({ timeoutMs: 300 })(receiver.url + path)).toMatchObject(wanted)
})

it('a redirect is not followed', async () => {
  const headers = { location: `${receiver.url}/target` }
  receiver.always('/redirect', { status: 307, headers })
  expect(await open()(`${receiver.url}/redirect`)).toMatchObject({ status: 307 })
  expect(receiver.at('/target')).toEqual([])
})

it('of an answer without an end only the beginning is read', async () => {
  receiver.always('/endless', 'never ends')
  const began = performance.now()
  expect(await open({ timeoutMs: 10_000 })(`${receiver.url}/endless`)).toEqual({ status: 200 })
  expect(performance.now() - began).toBeLessThan(5_000)
})

it('nobody listening is no answer', async () => {
  const gone = await startReceiver()
  await gone.stop()
  expect(await open()(gone.url)).toEqual({ status: 0, reason: 'no_answer' })
  expect(await open()('https://nowhere.invalid/')).toEqual({ status: 0, reason: 'no_answer' })
})

it('a connection that was kept and is closed meanwhile is opened anew', async () => {
  const once = await startReceiver()
  once.server.keepAliveTimeout = 50
  const post = open()
  for (let times = 0; times < 3; times++) {
    expect(await post(`${once.url}/kept`)).toEqual({ status: 200 })
    once.server.closeIdleConnections()
  }
  expect(once.at('/kept')).toHaveLength(3)
  await once.stop()
})

const local = [
  ...['http://127.0.0.1:PORT/', 'http://localhost:PORT/', 'http://[::1]:PORT/'],
  ...['http://127.1:PORT/', 'http://2130706433:PORT/', 'http://0x7f.0.0.1:PORT/'],
]
const others = [
  ...['http://0.0.0.0:PORT/', 'http://[::]:PORT/', 'http://[::ffff:127.0.0.1]:PORT/'],
  ...['http://127.0.0.2:PORT/', 'https://10.0.0.1/', 'http://192.168.0.1/', 'http://172.16.0.1/'],
  ...['http://169.254.169.254/latest/meta-data/', 'https://100.64.0.1/', 'https://[fd00::1]/'],
  ...['https://[fe80::1]/', 'https://224.0.0.1/', 'https://[64:ff9b::7f00:1]/'],
]
const withPort = (url: string) => url.replace('PORT', new URL(receiver.url).port)

it.each([...local, ...others])('%s is refused, and not called', async (url) => {
  const before = receiver.received.length
  const post = open({ allowLoopback: false })
  expect(await post(withPort(url))).toEqual({ status: 0, reason: 'address_refused' })
  expect(receiver.received).toHaveLength(before)
})

it.each(others)('%s is refused even where this machine may be called', async (url) => {
  expect(await open()(withPort(url))).toEqual({ status: 0, reason: 'address_refused' })
})

it('every call is counted, answered or not', async () => {
  const calls: number[] = []
  const post = open({ timeoutMs: 200, observe: ({ status }) => void calls.push(status) })
  receiver.answers('/counted', 500, 'hangs')
  await post(`${receiver.url}/counted`)
  await post(`${receiver.url}/counted`)
  expect(calls).toEqual([500, 0])
})
