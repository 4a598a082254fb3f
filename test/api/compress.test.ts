import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import express from 'express'
import { compressed } from '../../src/api/compress.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

const script = `export const text = '${'points '.repeat(1_000)}'`
/** Not what anybody would compress now, so that one sees which it was. */
const built = brotliCompressSync(`${script}// as it was built`)

let dist: string
let api: Api
beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'vouchsafe-dist-'))
  await mkdir(join(dist, 'assets'))
  await writeFile(join(dist, 'assets', 'main-4f2a.js'), script)
  await writeFile(join(dist, 'assets', 'built-5c1e.js'), script)
  await writeFile(join(dist, 'assets', 'built-5c1e.js.br'), built)
  api = await startApi({ consoleDist: dist })
})
afterAll(async () => {
  await api.stop()
  await rm(dist, { recursive: true })
})

/** What goes over the wire, as it is there. */
async function raw(path: string, encodings: string, base = api.base) {
  const headers = { 'accept-encoding': encodings, 'x-api-key': api.tenant.key }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(base + path, { headers }, resolve).on('error', reject)
  })
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  return { headers: answer.headers, body: Buffer.concat(parts) }
}

describe('what is read is compressed', () => {
  it.each([
    ['br', 'gzip, br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const)('with %s for whoever takes %s', async (encoding, taken, decompress) => {
    const { headers, body } = await raw('/assets/main-4f2a.js', taken)
    expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'Accept-Encoding'])
    expect([String(decompress(body)), body.length < 500]).toEqual([script, true])
  })

  it('as it was built, where it was', async () => {
    const { headers, body } = await raw('/assets/built-5c1e.js', 'gzip, br')
    expect(body).toEqual(built)
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/^text\/javascript; charset=utf-8$/i),
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      vary: 'Accept-Encoding',
    })
    const gzip = await raw('/assets/built-5c1e.js', 'gzip')
    expect(String(gunzipSync(gzip.body))).toBe(script)
  })

  it('answers of the API too, and the tag still tells who has it', async () => {
    const { headers, body } = await raw('/api/loyalty/rule_types', 'br')
    const plain = await raw('/api/loyalty/rule_types', 'identity')
    expect(JSON.parse(String(brotliDecompressSync(body)))).toEqual(JSON.parse(String(plain.body)))
    expect(headers.etag).toBe(plain.headers.etag)
    expect(body.length * 4).toBeLessThan(plain.body.length)
  })
})

describe('left as it is', () => {
  it.each([
    ['for whoever takes nothing else', '/assets/main-4f2a.js', 'identity'],
    ['what is tiny', '/api/session', 'gzip, br'],
  ])('%s', async (_name, path, taken) => {
    expect((await raw(path, taken)).headers['content-encoding']).toBeUndefined()
  })

  it('what is written, a stream of events, and a secret', async () => {
    const app = express().use(compressed())
    app.post('/written', (_req, res) => void res.json({ script }))
    app.get('/events', (_req, res) => {
      res.type('text/event-stream').flushHeaders()
      res.end(`data: ${script}\n\n`)
    })
    app.get('/secret', (_req, res) => {
      res.set('Cache-Control', 'no-store, no-transform').json({ script })
    })
    const server: Server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const written = await fetch(`${base}/written`, { method: 'POST' })
    const found = await Promise.all(['/events', '/secret'].map((path) => raw(path, 'br', base)))
    expect(written.headers.get('content-encoding')).toBeNull()
    expect(found.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, undefined])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
