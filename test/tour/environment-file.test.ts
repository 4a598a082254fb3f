import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { writeEnvironment } from '../../engines/environment-file.ts'
import { sealingKeys } from '../../engines/sealing-key.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-env-'))
})

afterAll(() => rm(dir, { recursive: true }))

it.each([
  'plain',
  '',
  'two words',
  'it\'s $HOME `date` $(date) \\ "quoted" !',
  'mongodb://127.0.0.1:27017/?replicaSet=rs0&x=1',
  'first\nsecond',
])('a shell that sources the file has the value %j, and hands it on', async (value) => {
  const file = join(dir, 'demo.env')
  await writeEnvironment(file, { VOUCHSAFE_TEST: value })
  const told = `. '${file}'; exec printenv VOUCHSAFE_TEST`
  const { stdout } = await promisify(execFile)('sh', ['-c', told])
  expect(stdout).toBe(`${value}\n`)
})

it('the file is for its owner only, even where another was there before', async () => {
  const file = join(dir, 'open.env')
  await writeFile(file, '', { mode: 0o644 })
  await writeEnvironment(file, { KEY: 'secret' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

it('the keys that seal the data are made once', async () => {
  const file = join(dir, 'encryption.keys')
  const made = await sealingKeys(file)
  expect(made).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/)
  expect(await sealingKeys(file)).toBe(made)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})
