import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { DeterminismViolationError } from '@temporalio/workflow'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import { bundlePath } from '../support/bundle.ts'

const histories = globSync('test/workflows/histories/*.json').sort()

it('keeps a history of every course through time', () => {
  expect(histories.map((file) => basename(file, '.json'))).toEqual(
    expect.arrayContaining([
      'claim-rewarded',
      'claim-waits',
      'claim-delayed',
      'page-of-three',
      'sweep-second-look',
      'deliver',
    ]),
  )
})

it.each(histories)('replays %s', async (file) => {
  await Worker.runReplayHistory(
    { workflowBundle: { codePath: bundlePath() } },
    read(file),
    basename(file, '.json'),
  )
})

it('fails to replay a workflow that settles before it verifies', async () => {
  const broken = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('broken/index.ts', import.meta.url)),
  })
  const replay = Worker.runReplayHistory(
    { workflowBundle: broken },
    read('test/workflows/histories/claim-rewarded.json'),
  )
  await expect(replay).rejects.toThrow(DeterminismViolationError)
})

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
