import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { parseFlags, usage } from '../../engines/flags.ts'

it('without flags there is a tour, and everything stays up', () => {
  const flags = { once: false, tour: true, dataDir: '.vouchsafe', port: 3000 }
  expect(parseFlags([])).toEqual(flags)
})

it('every flag is understood', () => {
  expect(parseFlags(['--once', '--data', 'here', '--port', '4000'])).toEqual({
    once: true,
    tour: true,
    dataDir: 'here',
    port: 4000,
  })
  expect(parseFlags(['--no-tour'])).toMatchObject({ tour: false })
  expect(parseFlags(['--help'])).toBe('help')
})

it.each([
  [['--frobnicate']],
  [['stray']],
  [['--port']],
  [['--port', 'x']],
  [['--port', '0']],
  [['--port', '65536']],
  [['--data', '']],
  [['--once', '--no-tour']],
])('%j is refused', (args) => {
  expect(() => parseFlags(args)).toThrow()
})

it('an unknown flag is answered with the usage, and nothing is started', () => {
  const start = join(import.meta.dirname, '../../engines/start.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [start, '--frobnicate'], {
    encoding: 'utf8',
  })
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain("Unknown option '--frobnicate'")
  expect(stderr).toContain(usage)
})
