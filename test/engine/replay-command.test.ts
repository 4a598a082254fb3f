import { execFile } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startReplays } from './replay-support.ts'
import type { Replays } from './replay-support.ts'

let its: Replays
beforeAll(async () => {
  its = await startReplays()
})
afterAll(() => its.api.stop())

it('the command says what would change, changes it, and then has nothing to do', async () => {
  const task = await its.addTask({ eventsCount: 10 })
  await its.send(Array.from({ length: 25 }, () => task.event('roller')))
  await its.fold()
  const user = await its.userOf('roller')
  await task.change({ eventsCount: 5 })
  // The command's clock is the machine's, and knows nothing of the time that passed here.
  await its.api.store.rules.model.updateOne(
    { org: its.api.tenant.org, _id: task.id },
    { $set: { updatedAt: new Date(Date.now() - 60_000) } },
  )

  const dry = await run('--rule', task.id, '--dry-run')
  expect(dry).toMatchObject({ code: 0, errors: '' })
  expect(dry.text.split('\n')).toEqual([
    `${user}: counted 25 -> 25, owed 500, paid 200, difference 300, moved 300`,
    expect.stringMatching(
      /^dry run, nothing was written: 1 users, 1 changed, 0 skipped; 300 given/,
    ),
    '',
  ])
  expect(await its.pointsOf(user)).toBe(200n)

  const real = await run('--rule', task.id, '--from', '2026-01-01', '--json')
  expect(reportOf(real.text)).toMatchObject({ rule: task.id, dryRun: false, given: '300' })
  expect(await its.pointsOf(user)).toBe(500n)
  expect(reportOf((await run('--rule', task.id, '--json')).text)).toMatchObject({ lines: [] })
  expect(await its.problems()).toEqual([])
})

it.each([
  [[], /--rule is needed/],
  [['--rule', 'rul_1', '--from', 'yesterday'], /--from wants a date/],
  [['--rule', 'rul_1', '--from', '2026-13-01'], /--from wants a date/],
  [['--rule', 'rul_1', '--force'], /force/],
])('%j are wrong options', async (args, words) => {
  expect(await run(...args)).toMatchObject({ code: 2, errors: expect.stringMatching(words) })
})

it('an unknown rule is a failure, said in a sentence', async () => {
  const { code, errors } = await run('--rule', 'rul_none')
  expect([code, errors]).toEqual([1, 'there is no such rule\n'])
})

function reportOf(text: string): unknown {
  return JSON.parse(text.trim().split('\n').at(-1) ?? '')
}

function run(...args: string[]): Promise<{ code: unknown; text: string; errors: string }> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    MONGO_DB: its.api.mongo.name,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/replay.ts', ...args], { env }, (error, text, errors) =>
      resolve({ code: error ? error.code : 0, text, errors }),
    )
  })
}
