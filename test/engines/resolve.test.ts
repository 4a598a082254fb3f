import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { keepInCache } from '../../engines/cache.mjs'
import { isAtLeast } from '../../engines/on-path.mjs'
import { resolve } from '../../engines/resolve.ts'

const environment = { ...process.env }
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-resolve-'))
  delete process.env['VOUCHSAFE_MONGOD']
  process.env['PATH'] = `${dir}:${environment['PATH'] ?? ''}`
})

afterEach(async () => {
  process.env = { ...environment }
  await rm(dir, { recursive: true })
})

it('the path in the environment wins over the PATH', async () => {
  process.env['VOUCHSAFE_MONGOD'] = await command('mine', '7.0.1')
  await command('mongod', '8.0.0')
  expect(await resolve('mongod', { folder: dir })).toEqual({
    path: join(dir, 'mine'),
    version: '7.0.1',
    from: 'VOUCHSAFE_MONGOD',
  })
})

it('a path in the environment that does not exist is refused by name', async () => {
  process.env['VOUCHSAFE_MONGOD'] = join(dir, 'nothing')
  await expect(resolve('mongod', { folder: dir })).rejects.toThrow(
    /VOUCHSAFE_MONGOD=.*not an executable file/,
  )
})

it('a path in the environment that is too old is refused', async () => {
  process.env['VOUCHSAFE_MONGOD'] = await command('old', '5.0.31')
  await expect(resolve('mongod', { folder: dir })).rejects.toThrow(
    'is 5.0.31: 6.0 or later is needed',
  )
})

it('the PATH wins over the cache', async () => {
  await keepMongod()
  const path = await command('mongod', '6.0.20')
  expect(await resolve('mongod', { folder: dir })).toEqual({
    path,
    version: '6.0.20',
    from: 'PATH',
  })
})

it.each(['4.4.29', 'nonsense'])('on the PATH, %s is passed over for the cache', async (version) => {
  const path = await keepMongod()
  await command('mongod', version)
  expect(await resolve('mongod', { folder: dir })).toEqual({
    path,
    version: '6.0.5',
    from: '.engines cache',
  })
})

it('anvil is the executable itself, not a script around it', async () => {
  delete process.env['VOUCHSAFE_ANVIL']
  await command('anvil', '1.0.0')
  const { path, version } = await resolve('anvil', { folder: dir })
  expect(path).toMatch(/@foundry-rs\/anvil-[a-z]+-[a-z0-9]+\/bin\/anvil$/)
  expect(version).toBe('1.7.1')
})

it.each([
  ['6.0.5', '6.0', true],
  ['10.0.0', '9.9.9', true],
  ['5.0.31', '6.0', false],
  ['22.17.9', '22.18', false],
  ['22.18.0', '22.18', true],
])('%s is at least %s: %s', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected)
})

async function command(name: string, version: string) {
  const path = join(dir, name)
  await writeFile(path, script(version))
  await chmod(path, 0o755)
  return path
}

function keepMongod() {
  const make = (file: string) => writeFile(file, script('6.0.5'))
  return keepInCache({ name: 'mongod', version: '6.0.5' }, make, dir)
}

function script(version: string) {
  return `#!/bin/sh\necho "db version v${version}"\n`
}
