import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

const page = '<!doctype html><title>Vouchsafe</title>'
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const year = 'public, max-age=31536000, immutable'
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'"

let dist: string
let api: Api
beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'vouchsafe-dist-'))
  await mkdir(join(dist, 'assets'))
  await writeFile(join(dist, 'index.html'), page)
  await writeFile(join(dist, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(dist, 'assets', 'main-4f2a.js'), 'export {}')
  api = await startApi({ consoleDist: dist })
})
afterAll(async () => {
  await api.stop()
  await rm(dist, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = html, method = 'GET') =>
  api.call(method, path, undefined, { key: '', headers })

const says = async (path: string, headers?: Record<string, string>) => {
  const { status, headers: told, body } = await get(path, headers)
  return [status, told.get('cache-control'), told.get('content-security-policy'), body]
}

describe('the console', () => {
  it.each(['/', '/users', '/users/usr_01/why-not?tab=points', '/index.html'])(
    '%s is its page, asked about each time, under the strict policy',
    async (path) => expect(await says(path)).toEqual([200, 'no-cache', policy, page]),
  )

  it('what has its content in its name is kept for a year', async () => {
    const answer = await says('/assets/main-4f2a.js', { accept: '*/*' })
    expect(answer).toEqual([200, year, policy, 'export {}'])
  })

  it('any other file is asked about each time', async () => {
    const { status, headers } = await get('/icon.svg', { accept: 'image/*' })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache'])
    expect(headers.get('etag')).not.toBeNull()
  })

  it.each([
    ['a script that is not there', '/assets/main-0000.js', html],
    ['what asks for no page', '/users', { accept: 'application/json' }],
    ['a route that is not there', '/api/nothing', html],
    ['a file outside', '/..%2f..%2fpackage.json', { accept: '*/*' }],
    ['a hidden file', '/.env', { accept: '*/*' }],
  ])('%s is 404, as a problem', async (_name, path, headers) => {
    const { status, body, headers: told } = await get(path, headers)
    expect([status, body.code]).toEqual([404, 'not_found'])
    expect(told.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  })

  it('answers nothing that writes', async () => {
    expect((await get('/users', html, 'POST')).status).toBe(404)
  })

  it('leaves the API its own policy', async () => {
    const { headers } = await api.call('GET', '/api/session', undefined, { headers: html })
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  })
})

it('a console that was not built says how to build it', async () => {
  const bare = await startApi()
  const { status, headers, body } = await bare.call('GET', '/', undefined, { headers: html })
  await bare.stop()
  expect([status, headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8'])
  expect(body).toContain('npm run build')
})
