import type { mongo } from 'mongoose'
import { audited } from './audited.ts'
import type { Job } from './job.ts'
import { launchProjector } from './launch.ts'
import { together } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { Row } from './plan.ts'
import { secondsBehind } from './projection.ts'
import type { Stage } from './stage.ts'

export interface RunOptions {
  warmMs: number
  windowMs: number
  /** The database whose entries the ceiling writes again. */
  source: string
}

/** Runs a row once, on a database of its own. Throws if a call failed or the audit found anything. */
export async function runRow(stage: Stage, row: Row, options: RunOptions): Promise<Outcome> {
  return stage.onDatabase(async (database, db) => {
    const jobs = jobsOf(stage, row, database, options)
    const outcome = row.isProjected
      ? await writeProjected(stage, jobs, db)
      : await write(stage, jobs)
    return { ...outcome, auditPerSecond: await auditOf(row, db, outcome.credits) }
  })
}

async function writeProjected(stage: Stage, jobs: readonly Job[], db: mongo.Db): Promise<Outcome> {
  const projector = await launchProjector(stage.url, db.databaseName)
  try {
    const outcome = await write(stage, jobs)
    return { ...outcome, behindSeconds: await secondsBehind(db, outcome.credits) }
  } finally {
    await projector.end()
  }
}

/** Several processes make ready, and begin together. */
async function write({ crew }: Stage, jobs: readonly Job[]): Promise<Outcome> {
  const writers = await Promise.all(
    jobs.map(async (job) => {
      const writer = crew.writerFor(job.contender, job.writer)
      await writer.prepare(job)
      return writer
    }),
  )
  return together(await Promise.all(writers.map(({ go }) => go())))
}

function jobsOf({ url, mongodPid }: Stage, row: Row, database: string, options: RunOptions) {
  const { contender, spread, creditsPerCall, repeatedShare, variant, processes = 1 } = row
  const given = { contender, spread, creditsPerCall, repeatedShare, variant, ...options }
  const load = shareOf(row, processes)
  return Array.from({ length: processes }, (_, writer): Job => {
    return { ...given, url, mongodPid, database, load, writer }
  })
}

/** Several processes have as much in flight together as one has alone. */
function shareOf({ load }: Row, processes: number) {
  return 'inFlight' in load
    ? { inFlight: load.inFlight / processes }
    : { perSecond: load.perSecond / processes }
}

async function auditOf({ contender, repeatedShare = 0 }: Row, db: mongo.Db, credits: number) {
  if (contender !== 'ours') return undefined
  return audited(db, repeatedShare > 0 ? 0 : credits)
}
