import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { failureOf as refusalOf } from '../../src/providers/answer.ts'
import { createDiscord } from '../../src/providers/discord.ts'
import { createGithub } from '../../src/providers/github.ts'
import { createFetch } from '../../src/providers/http.ts'
import type { CallOptions, ProviderCall } from '../../src/providers/http.ts'
import { resetOf, retryAfterOf } from '../../src/providers/limits.ts'
import { createX } from '../../src/providers/x.ts'
import { failureOf, timeoutMs } from './faults.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

const json = { 'content-type': 'application/json' }
const id = '17171717171717171'

/** One question to each provider, at a vendor that is somewhere else. */
const providers: [string, (baseUrl: string, options?: CallOptions) => Promise<unknown>][] = [
  ['github', (baseUrl, options) => createGithub({ baseUrl, ...options }).findRepo('o/r')],
  [
    'discord',
    (baseUrl, options) => createDiscord({ baseUrl, botToken: 't', ...options }).findMember(id, id),
  ],
  [
    'x',
    (baseUrl, options) =>
      createX({ baseUrl, bearerToken: 't', clientId: 'c', ...options }).findPost('1'),
  ],
]

describe.each(providers)('%s', (_, question) => {
  it('gives up an answer that begins and does not end', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, json)
      answer.write('{"id":')
    })
    const failure = await failureOf(question(url, { timeoutMs }))
    expect(failure.code).toBe('provider_unavailable')
    expect(failure.message).toMatch(/ request timeout$/)
  })

  it('gives up an answer that comes in drops', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, json)
      const drops = setInterval(() => answer.write(' '), timeoutMs / 8)
      answer.on('close', () => clearInterval(drops))
    })
    expect((await failureOf(question(url, { timeoutMs }))).message).toMatch(/ request timeout$/)
  })

  it('gives up an answer that breaks off', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { ...json, 'content-length': '100' })
      answer.write('{"id":', () => answer.destroy())
    })
    expect((await failureOf(question(url))).code).toBe('provider_unavailable')
  })

  it('does not read an answer without end', async () => {
    let sent = 0
    const url = await serve((_, answer) => {
      answer.writeHead(200, json)
      const more = () => {
        while (!answer.destroyed && answer.write('"'.repeat(10_000))) sent += 10_000
      }
      answer.on('drain', more)
      more()
    })
    expect((await failureOf(question(url, { maxBytes: 100_000 }))).code).toBe('provider_changed')
    expect(sent).toBeLessThan(50_000_000)
  })

  it('names a vendor that is not there', async () => {
    const url = await serve(() => undefined)
    server!.close()
    const failure = await failureOf(question(url))
    expect(failure.code).toBe('provider_unavailable')
    expect(failure.message).toMatch(/ did not answer$/)
  })

  it('names a gzip that is none, and lives', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { ...json, 'content-encoding': 'gzip' })
      answer.end('nonsense')
    })
    expect((await failureOf(question(url))).code).toBe('provider_unavailable')
  })
})

describe('a bounded fetch', () => {
  it('answers as it was answered, and reports it', async () => {
    const url = await serve((_, answer) => answer.writeHead(404, { ...json, a: 'b' }).end('{}'))
    const calls: ProviderCall[] = []
    const fetch = createFetch({ provider: 'github', observe: (call) => void calls.push(call) })
    const response = await fetch(url)
    expect([response.status, response.headers.get('a'), await response.json()]).toEqual([
      404,
      'b',
      {},
    ])
    expect(calls).toMatchObject([{ provider: 'github', status: 404 }])
  })

  it('ends with the signal of its caller', async () => {
    const url = await serve(() => undefined)
    const signal = AbortSignal.timeout(20)
    const failure = await failureOf(createFetch({ provider: 'x' })(url, { signal }))
    expect(failure.message).toBe('X request timeout')
  })
})

const now = 'Sun, 01 Feb 2026 00:00:00 GMT'

describe('a wait', () => {
  it.each([
    ['7', 7],
    ['1.25', 1.25],
    ['Sun, 01 Feb 2026 00:00:30 GMT', 30],
    ['Sat, 31 Jan 2026 00:00:00 GMT', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('told as Retry-After: %s is %s seconds', (value, seconds) => {
    const headers = new Headers({
      date: now,
      ...(value === undefined ? {} : { 'retry-after': value }),
    })
    expect(retryAfterOf(headers)).toBe(seconds)
  })

  it.each([
    [30, 30],
    [0, undefined],
    [-30, undefined],
  ])('until a reset %s seconds from their now is %s seconds', (offset, seconds) => {
    const reset = Date.parse(now) / 1000 + offset
    expect(resetOf(new Headers({ date: now, reset: String(reset) }), 'reset')).toBe(seconds)
    expect(resetOf(new Headers({ date: now }), 'reset')).toBeUndefined()
  })

  it('is measured by our own clock where theirs is not told', () => {
    const headers = new Headers({ reset: String(Date.now() / 1000 + 30) })
    expect(Math.round(resetOf(headers, 'reset')!)).toBe(30)
  })
})

describe('a refusal', () => {
  const headers = new Headers({ 'retry-after': '3' })

  it.each([
    [429, {}, 'provider_limited'],
    [429, undefined, 'provider_limited'],
    [500, {}, 'provider_unavailable'],
    [401, {}, 'provider_unauthorized'],
    [401, undefined, 'provider_unavailable'],
    [403, {}, 'provider_refused'],
    [403, undefined, 'provider_unavailable'],
    [404, {}, 'provider_refused'],
    [422, {}, 'provider_refused'],
  ])('%i with the body %j is %s', (status, body, code) => {
    expect(refusalOf('x', { status, headers, body }).code).toBe(code)
  })

  it('is read by the vendor first', () => {
    const own = new Failure('unverifiable', 'private')
    const answer = { status: 403, headers, body: { reason: 'private' } }
    expect(refusalOf('x', answer, () => own)).toBe(own)
    expect(refusalOf('x', answer, () => undefined).code).toBe('provider_refused')
  })
})
