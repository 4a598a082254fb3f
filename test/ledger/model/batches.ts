import { inspect } from 'node:util'
import fc from 'fast-check'
import { prepareProjected, projectedOf } from '../../../src/ledger/project.ts'
import { openPlace, problemsOf } from '../support.ts'
import type { Place } from '../support.ts'
import { examples } from './examples.ts'
import { modelProperty } from './property.ts'
import type { Run, Watch } from './property.ts'

export interface Batches {
  runs: number
  /** Draws the first batch, the next number the next one, and so on. */
  seed: number
  /** Goes straight to a failure, as it was told of. */
  path?: string | undefined
  onRun?: () => void
}

interface Batch {
  runs: number
  seed: number
  path: string | undefined
  examples: readonly Run[]
}

const runsPerBatch = 50
/** While one waits for MongoDB, others go on. */
const lanes = 4

/**
 * Runs batches side by side, each on a database of its own that is audited at its end, until all are done or one has
 * failed. Returns what is to be said of failures.
 */
export async function runBatches(wish: Batches): Promise<string[]> {
  const batches = batchesOf(wish)
  const failures: string[] = []
  let failed: Batch | undefined

  async function runLane(): Promise<void> {
    for (let batch = batches.shift(); batch && !failed; batch = batches.shift()) {
      const own = batch
      const failure = await runBatch(own, {
        onRun: () => wish.onRun?.(),
        onFailure: () => (failed ??= own) === own,
        isOver: () => failed !== undefined && failed !== own,
      })
      if (failure !== undefined) failures.push(failure)
    }
  }

  await Promise.all(Array.from({ length: lanes }, runLane))
  return failures
}

/** Examples are a batch of their own: among what is drawn they would shift the paths of failures. */
function batchesOf({ runs, seed, path }: Batches): Batch[] {
  if (path !== undefined) return [{ runs: 1, seed, path, examples: [] }]
  const drawn = Array.from({ length: Math.ceil(runs / runsPerBatch) }, (_, index) => ({
    ...{ runs: Math.min(runsPerBatch, runs - index * runsPerBatch), seed: seed + index, path },
    examples: [],
  }))
  return [{ runs: examples.length, seed, path, examples }, ...drawn]
}

async function runBatch(batch: Batch, watch: Watch): Promise<string | undefined> {
  const place = await openPlace()
  try {
    await prepareProjected(projectedOf(place.db))
    return (await checkRuns(place, batch, watch)) ?? (await auditRuns(place, batch, watch))
  } finally {
    await place.close()
  }
}

async function checkRuns(
  place: Place,
  { runs, seed, path, examples }: Batch,
  watch: Watch,
): Promise<string | undefined> {
  const details = await fc.check(modelProperty(place, watch), {
    ...{ numRuns: runs, seed, examples: [...examples] },
    ...(path !== undefined && { path }),
  })
  if (!details.failed) return undefined
  const again =
    examples.length > 0
      ? 'one of the examples'
      : `again: --seed ${seed} --path ${details.counterexamplePath}`
  const why = inspect(details.errorInstance)
  return `${await fc.asyncDefaultReportMessage(details)}\n${why}\n${again}`
}

/** What the audit has to say of all runs of a batch; users have the names of their runs. */
async function auditRuns(
  place: Place,
  { runs, seed }: Batch,
  { onFailure }: Watch,
): Promise<string | undefined> {
  const problems = await problemsOf(place)
  if (problems.length === 0 || !onFailure()) return undefined
  const said = problems.map(({ account, seq, problem }) => `${account}, entry ${seq}: ${problem}`)
  return [...said, `again: --seed ${seed} --runs ${runs}`].join('\n')
}
