import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { findInCache, keepInCache } from '../../engines/cache.mjs'
import { checksumOf, verifyChecksum } from '../../engines/checksums.mjs'
import { fetchOfficial } from '../../engines/official.mjs'

const item = { name: 'tool', version: '1.0.0' }
const script = '#!/bin/sh\necho 1.0.0\n'
let dir: string
let server: Server
let base: string
let sums = ''

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-downloads-'))
  const archive = await makeArchive()
  server = createServer((request, response) => {
    response.end(request.url === '/sums' ? sums : archive)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.close()
  await rm(dir, { recursive: true })
})

it.each([
  ['lines', (hex: string) => `${'0'.repeat(64)}  other.tgz\n${hex}  tool.tgz\n`],
  [
    'a release',
    (hex: string) => JSON.stringify({ assets: [{ name: 'tool.tgz', digest: `sha256:${hex}` }] }),
  ],
])('a download whose checksum is published in %s is kept, executable', async (_, publish) => {
  sums = publish(await checksumOf(join(dir, 'tool.tgz')))
  const folder = await mkdtemp(join(dir, 'cache-'))
  const path = await keepInCache(item, fetchTool, folder)
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('1.0.0\n')
  expect(await findInCache(item, folder)).toBe(path)
  expect(await readdir(folder)).toEqual(['tool-1.0.0'])
})

it('a download with another checksum is refused and leaves nothing', async () => {
  sums = `${'0'.repeat(64)}  tool.tgz\n`
  const folder = await mkdtemp(join(dir, 'cache-'))
  await expect(keepInCache(item, fetchTool, folder)).rejects.toThrow('checksum mismatch')
  expect(await readdir(folder)).toEqual([])
  expect(await findInCache(item, folder)).toBeUndefined()
})

it('a download whose checksum is not published is refused', async () => {
  sums = 'nothing of the kind'
  await expect(fetchTool(join(dir, 'out'), dir)).rejects.toThrow(
    'no SHA-256 is published for tool.tgz',
  )
})

it('a publisher that does not answer costs no more than its two seconds', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/tool.tgz`
  const started = Date.now()
  await expect(fetchOfficial({ url, sums: url, entry: 'tool' }, 'out', dir)).rejects.toThrow(
    'cannot be reached',
  )
  expect(Date.now() - started).toBeLessThan(3_000)
  silent.closeAllConnections()
  silent.close()
})

it('a kept file that was changed is thrown away', async () => {
  const complaint = jest.spyOn(console, 'error').mockImplementation(() => {})
  const folder = await mkdtemp(join(dir, 'cache-'))
  const path = await keepInCache(item, (file) => writeFile(file, script), folder)
  await writeFile(path, 'something else')
  expect(await findInCache(item, folder)).toBeUndefined()
  await expect(stat(path)).rejects.toThrow('ENOENT')
  expect(complaint).toHaveBeenCalled()
  complaint.mockRestore()
})

it('two processes that keep the same file both end with it', async () => {
  const folder = await mkdtemp(join(dir, 'cache-'))
  const make = (file: string) => writeFile(file, script)
  const paths = await Promise.all([1, 2, 3].map(() => keepInCache(item, make, folder)))
  expect(new Set(paths).size).toBe(1)
  expect(await readFile(paths[0] ?? '', 'utf8')).toBe(script)
  expect(await readdir(folder)).toEqual(['tool-1.0.0'])
})

it.each([
  ['sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', true],
  ['sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9825', false],
  [
    'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==',
    true,
  ],
  [
    'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQQ==',
    false,
  ],
  ['md5:5d41402abc4b2a76b9719d911017c592', false],
])('the checksum %s of "hello" is accepted: %s', async (published, isAccepted) => {
  const file = join(dir, 'hello')
  await writeFile(file, 'hello')
  const verified = verifyChecksum(file, published).then(
    () => true,
    () => false,
  )
  expect(await verified).toBe(isAccepted)
})

async function makeArchive() {
  const bin = join(dir, 'tool-1.0.0', 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'tool'), script)
  execFileSync('tar', ['-czf', join(dir, 'tool.tgz'), '-C', dir, 'tool-1.0.0'])
  return readFile(join(dir, 'tool.tgz'))
}

function fetchTool(file: string, scratch: string) {
  const official = { url: `${base}/tool.tgz`, sums: `${base}/sums`, entry: 'tool-1.0.0/bin/tool' }
  return fetchOfficial(official, file, scratch)
}
