import fc from 'fast-check'
import { prepareProjected, projectedOf } from '../../../src/ledger/project.ts'
import { openPlace, problemsOf } from '../support.ts'
import { examples } from './examples.ts'
import { modelProperty } from './property.ts'
import type { Run } from './property.ts'

export interface Batches {
  runs: number
  /** Draws the first batch, the next number the next one, and so on. */
  seed: number
  /** Goes straight to a failure, which is one run of one batch. */
  path?: string | undefined
  /** Told of every run that is done. */
  onRun?: () => void
}

const runsPerBatch = 50
/** While one waits for MongoDB, others go on. */
const lanes = 4

/**
 * Runs batches side by side, each on a database of its own that is audited at its end, until all are done or one has
 * failed. Returns what is to be said of those that failed.
 */
export async function runBatches({ runs, seed, path, onRun }: Batches): Promise<string[]> {
  const failures: string[] = []
  let begun = 0

  async function runLane(): Promise<void> {
    while (begun * runsPerBatch < runs && failures.length === 0) {
      const number = begun++
      const size = Math.min(runsPerBatch, runs - number * runsPerBatch)
      const kept = number === 0 && path === undefined ? examples : []
      const failure = await runBatch({ size, seed: seed + number, path, kept, onRun })
      if (failure !== undefined) failures.push(failure)
    }
  }

  await Promise.all(Array.from({ length: lanes }, runLane))
  return failures
}

async function runBatch({
  size,
  seed,
  path,
  kept,
  onRun,
}: {
  size: number
  seed: number
  path: string | undefined
  kept: readonly Run[]
  onRun: Batches['onRun']
}): Promise<string | undefined> {
  const place = await openPlace()
  try {
    await prepareProjected(projectedOf(place.db))
    const details = await fc.check(modelProperty(place, onRun), {
      ...{ numRuns: size + kept.length, seed, examples: [...kept] },
      ...(path !== undefined && { path }),
    })
    if (details.failed) {
      const again = `again: --seed ${seed} --path ${details.counterexamplePath}`
      return `${await fc.asyncDefaultReportMessage(details)}\n${again}`
    }
    const problems = await problemsOf(place)
    if (problems.length === 0) return undefined
    const said = problems.map(({ account, seq, problem }) => `${account} ${seq}: ${problem}`)
    return [...said, `again: --seed ${seed} --runs ${size}`].join('\n')
  } finally {
    await place.close()
  }
}
