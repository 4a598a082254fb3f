import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { completed, missingFrom } from '../../engines/lock.ts'
import type { Lock } from '../../engines/lock.ts'

const partial: Lock = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64-gnu': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
    },
    'node_modules/@tool/linux-x64-gnu': { version: '1.0.0' },
  },
}

it('our lock file names the packages of every platform; if not: node engines/complete-lock.ts', async () => {
  const file = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')
  expect(missingFrom(JSON.parse(file) as Lock)).toEqual({})
})

it('a package of another platform is added with what it is for', () => {
  expect(missingFrom(partial)).toEqual({
    'node_modules/@tool/darwin-arm64': {
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      optional: true,
      os: ['darwin'],
    },
  })
})

it('a completed lock file lacks nothing and loses nothing', () => {
  const lock = completed(partial)
  expect(missingFrom(lock)).toEqual({})
  expect(lock.packages).toMatchObject(partial.packages)
})

it('a package whose name does not tell its platform is not guessed', () => {
  const packages = { tool: { optionalDependencies: { extra: '1.0.0' } } }
  expect(() => missingFrom({ packages })).toThrow('What is extra for?')
})
