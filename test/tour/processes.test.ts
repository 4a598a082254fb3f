import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createProcesses } from '../../engines/processes.ts'

const file = 'test/tour/fixture-ends.ts'
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vouchsafe-processes-'))
})

afterAll(() => rm(dir, { recursive: true }))

it('a script that is run answers what it wrote, and its log keeps it', async () => {
  const { run } = createProcesses(dir, process.env)
  expect(await run({ name: 'well', file, args: ['done', '0'] })).toBe('done\n')
  expect(await readFile(join(dir, 'well.log'), 'utf8')).toBe('done\n')
})

it('a script that fails is told with its last words', async () => {
  const { run } = createProcesses(dir, process.env)
  const failing = run({ name: 'badly', file, args: ['broken', '3'] })
  await expect(failing).rejects.toThrow('badly ended with exit code 3. It wrote:\nbroken')
})

it('nothing is started once everything is being stopped', async () => {
  const { run, stop } = createProcesses(dir, process.env)
  await stop()
  const late = run({ name: 'late', file, args: ['here', '0'] })
  await expect(late).rejects.toThrow('late is not started')
})
