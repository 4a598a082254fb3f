import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from './engine.ts'
import type { World } from './faults/fault.ts'
import { faultKinds } from './faults/index.ts'
import type { Flags } from './flags.ts'
import { openLedgerSide } from './ledger-side.ts'
import { planOf } from './plan.ts'
import { openProductSide } from './product-side.ts'
import { createRandom } from './random.ts'
import { createReport } from './report.ts'
import type { Summary } from './report.ts'
import { runRound } from './round.ts'
import type { Share } from './round.ts'

export interface CampaignOptions extends Omit<Flags, 'json'> {
  /** Whether a disk of its own may be mounted, which then can be full. */
  mayMount: boolean
  say: (line: string) => void
  /** Asked before each round whether it should be the last. */
  isAskedToStop?: () => boolean
}

type Stop = (isSound: boolean) => Promise<void>

const writers = 3
const productShare = 0.06
const roundsPerAudit = 20

/** Runs the seeded rounds on engines of its own, and says what was acknowledged and what went wrong. */
export async function runCampaign(options: CampaignOptions): Promise<Summary> {
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-chaos-'))
  const stops: Stop[] = []
  let isSound = false
  try {
    const summary = await runIn(dir, options, stops)
    isSound = summary.lost + summary.twice + summary.broken === 0
    return summary
  } finally {
    for (const stop of stops.toReversed()) await stop(isSound)
    if (isSound) await rm(dir, { recursive: true, force: true })
    else options.say(`what clients were told and what is stored: ${dir}`)
  }
}

async function runIn(dir: string, options: CampaignOptions, stops: Stop[]) {
  const { seed, operations, say, isAskedToStop = () => false } = options
  const random = createRandom(seed ^ 0x5eed)
  const engine = await startEngine(dir, options.mayMount)
  stops.push((isSound) => engine.stop(isSound ? undefined : join(dir, 'mongo')))
  const ledger = await openLedgerSide(dir, engine, random, writers)
  stops.push(ledger.stop)
  const opened = options.product ? await openProductSide(dir, engine, random) : undefined
  if (opened) stops.push(opened.product.stop)

  const world: World = { engine, writers: ledger.writers, product: opened?.product }
  const shares: Share[] = [{ side: ledger.side, operations }]
  if (opened) shares.push({ side: opened.side, operations: Math.ceil(operations * productShare) })
  const has = { hasDisk: engine.disk !== undefined, hasProduct: opened !== undefined }
  const report = createReport(seed, shares, say)
  if (!engine.disk) say('a full disk is only an answer of mongod here: mounting one is not allowed')

  for (const round of planOf(seed, options.rounds, faultKinds(has))) {
    if (isAskedToStop()) break
    const began = Date.now()
    const problems = await runRound(world, shares, round)
    const isAudited = round.number % roundsPerAudit === 0
    if (isAudited) for (const { side } of shares) problems.push(...(await side.audit()))
    report.round(round, problems, Date.now() - began)
  }
  for (const { side } of shares) {
    await side.finish()
    report.end([...(await side.compare()), ...(await side.compareAll()), ...(await side.audit())])
    await side.close()
  }
  return report.summary()
}
