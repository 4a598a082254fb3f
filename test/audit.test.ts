import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Audit } from '../src/ledger/audit.ts'
import { collectionsOf } from '../src/ledger/collections.ts'
import { fillRichly, morningOf } from './ledger/rich.ts'
import { accountOf, openPlace } from './ledger/support.ts'
import type { Place } from './ledger/support.ts'

let place: Place
beforeAll(async () => {
  place = await openPlace()
  await fillRichly(place)
})
afterAll(() => place.close())

interface Ended {
  code: number
  stdout: string
  stderr: string
  /** What was printed last. */
  last: string
}

function run(file: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const all = { ...process.env, MONGO_DB: place.db.databaseName, ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env: all }, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? ''
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr, last })
    })
  })
}

const audit = (...args: string[]) => run('src/audit.ts', args)
const reportOf = ({ last }: Ended) => JSON.parse(last) as Audit & { entriesPerSecond: number }

it('says that nothing is wrong, and what the last root is', async () => {
  const { code, stdout, last } = await audit()
  expect([code, last]).toEqual([0, expect.stringMatching(/and 3 roots in .* s: nothing is wrong$/)])
  expect(stdout).toMatch(/^the root of 2026-01-03 is [\w-]{43}\n/)
})

it('makes the roots that are missing, and prints one JSON object last', async () => {
  const ended = await audit('--roots', '--json')
  expect(ended.stdout).toMatch(/^\d+ roots were made\n/)
  const { problems, roots, entries, entriesPerSecond } = reportOf(ended)
  expect({ code: ended.code, problems }).toEqual({ code: 0, problems: [] })
  expect(roots).toBeGreaterThan(3)
  expect(entries).toBe(await collectionsOf(place.db).entries.countDocuments())
  expect(entriesPerSecond).toBeGreaterThan(0)
})

it('audits what was there at a time', async () => {
  const { entries } = collectionsOf(place.db)
  const report = reportOf(await audit('--json', '--at', morningOf(1).toISOString()))
  expect(report).toMatchObject({ roots: 1, problems: [] })
  expect(report.entries).toBe(await entries.countDocuments({ at: { $lte: morningOf(1) } }))
})

it('names the first bad entry of an account, and ends with 1', async () => {
  const { entries } = collectionsOf(place.db)
  await entries.updateMany({ _id: { $in: ['a1/0', 'a3/0'] } }, { $set: { reason: 'another' } })
  const ended = await audit('--json')
  expect(ended.code).toBe(1)
  const { account, seq } = (await entries.findOne({ _id: 'a1/0' })) ?? {}
  const named = `${account}: entry ${seq}: the hash does not match`
  expect(ended.stdout.split('\n')[0]).toBe(named)
  const mine = reportOf(ended).problems.filter((each) => each.account === accountOf('ann'))
  expect(mine).toEqual([{ account, seq, problem: 'the hash does not match' }])
})

it.each([
  [['--at', 'yesterday'], /--at wants a time, not 'yesterday'/],
  [['--frobnicate'], /--frobnicate/],
])('%j could not be audited, which is 2', async (args, words) => {
  const { code, stdout, stderr } = await audit(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(words)
})

it('a database that is not there could not be audited', async () => {
  const url = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100'
  expect((await run('src/audit.ts', [], { MONGO_URL: url })).code).toBe(2)
}, 20_000)

it('without MONGO_URL the data of npm start is audited', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-audit-'))
  const auditOf = () => run('engines/audit.ts', ['--data', dir, '--json'], { MONGO_URL: '' })
  expect(await auditOf()).toMatchObject({ code: 2, stderr: `there is no data in ${dir}\n` })
  await mkdir(join(dir, 'mongo'))
  const ended = await auditOf()
  expect([ended.code, reportOf(ended).entries]).toEqual([0, 0])
  await rm(dir, { recursive: true })
}, 60_000)
